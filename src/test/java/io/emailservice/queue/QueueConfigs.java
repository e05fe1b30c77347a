package io.emailservice.queue;

import java.time.Duration;
import java.util.Map;

/** Settings that only tests of faults change. */
final class QueueConfigs {
    private QueueConfigs() {}

    /** Another way to Redis, other names there. */
    static QueueConfig at(QueueConfig config, String url, String prefix, Map<String, Integer> queues) {
        return changed(config, new RedisUrl(url), prefix, queues, config.claimBatch(), config.drainDelay());
    }

    static QueueConfig at(QueueConfig config, String url) {
        return at(config, url, config.prefix(), config.queues());
    }

    static QueueConfig paced(QueueConfig config, int claimBatch, Duration drainDelay) {
        return changed(config, config.url(), config.prefix(), config.queues(), claimBatch, drainDelay);
    }

    private static QueueConfig changed(
            QueueConfig config,
            RedisUrl url,
            String prefix,
            Map<String, Integer> queues,
            int claimBatch,
            Duration drainDelay) {
        return new QueueConfig(
                url,
                prefix,
                config.workerName(),
                queues,
                config.limits(),
                claimBatch,
                config.maxInFlight(),
                config.linger(),
                config.locks(),
                config.finished(),
                drainDelay,
                config.drainTimeout(),
                config.commandTimeout());
    }
}
