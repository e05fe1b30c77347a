package io.emailservice.queue;

import io.vertx.redis.client.Response;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives the jobs of one queue back that their worker has lost; all workers of a queue share the turns. */
final class StalledCheck {
    private static final Logger LOG = LoggerFactory.getLogger(StalledCheck.class);

    private final RedisLink link;
    private final QueueSetup setup;
    private final String queue;

    StalledCheck(RedisLink link, QueueSetup setup, String queue) {
        this.link = link;
        this.setup = setup;
        this.queue = queue;
    }

    long periodMillis() {
        return setup.config().locks().stalledInterval().toMillis();
    }

    void run() {
        if (!link.isUp()) {
            return;
        }
        List<Object> arguments = List.of(
                setup.clock().millis(), periodMillis(), setup.config().locks().maxStalledCount());
        link.run(Script.STALLED, queue, arguments)
                .onSuccess(this::note)
                .onFailure(error -> LOG.warn("stalled check failed queue={} error={}", queue, error.getMessage()));
    }

    private void note(Response found) {
        if (found.size() > 0) {
            setup.metrics().stalled(queue, found.size());
            LOG.warn("stalled jobs given back queue={} jobs={}", queue, found.size());
        }
    }
}
