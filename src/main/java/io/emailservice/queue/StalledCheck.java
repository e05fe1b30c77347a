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
    private final Trouble trouble;

    StalledCheck(RedisLink link, QueueSetup setup, String queue) {
        this.link = link;
        this.setup = setup;
        this.queue = queue;
        this.trouble = new Trouble(setup, queue, "stalled check");
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
        link.run(Script.STALLED, queue, arguments).onSuccess(this::note).onFailure(trouble::met);
    }

    private void note(Response found) {
        trouble.over();
        int gone = found.get(0).toInteger();
        if (gone > 0) {
            setup.metrics().dropped(queue, gone);
            LOG.warn("active ids without a job dropped queue={} ids={}", queue, gone);
        }
        int jobs = found.size() - 1;
        if (jobs > 0) {
            setup.metrics().stalled(queue, jobs);
            LOG.warn("stalled jobs given back queue={} jobs={}", queue, jobs);
        }
    }
}
