package io.emailservice.queue;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes wrong again and again with one duty on one queue, said once per change, and once that it's over. That Redis is
 * away is none of it: its link says so. Belongs to the poller's event loop.
 */
final class Trouble {
    private static final Logger LOG = LoggerFactory.getLogger(Trouble.class);

    private final QueueMetrics metrics;
    private final String queue;
    private final String duty;
    private @Nullable String said;

    Trouble(QueueSetup setup, String queue, String duty) {
        this.metrics = setup.metrics();
        this.queue = queue;
        this.duty = duty;
    }

    void met(Throwable error) {
        if (!(error instanceof RedisAway)) {
            met(String.valueOf(error.getMessage()));
        }
    }

    void met(String error) {
        metrics.broken(queue);
        if (!error.equals(said)) {
            said = error;
            LOG.error("{} fails queue={} error={}", duty, queue, error);
        }
    }

    void over() {
        if (said != null) {
            said = null;
            LOG.info("{} works again queue={}", duty, queue);
        }
    }
}
