package io.emailservice.queue;

import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;

/** Settings of a test: a worker's usual ones on a Redis, and the same with something changed. */
final class QueueConfigs {
    private static final Duration SHORT = Duration.ofSeconds(5);

    private QueueConfigs() {}

    /** One queue, on a Redis, with BullMQ's own limit of losses; waits end soon. */
    static QueueConfig usual(String url) {
        QueueConfig there = QueueConfig.DEFAULTS.at(new RedisUrl(url), QueueConfig.DEFAULTS.prefix());
        return changed(there, change -> {
            change.queues = Map.of(QueueFixture.QUEUE, 1);
            change.drainTimeout = SHORT;
            change.locks = new LockRules(there.locks().duration(), there.locks().stalledInterval(), 1, 0);
        });
    }

    static QueueConfig at(QueueConfig config, String url) {
        return config.at(new RedisUrl(url), config.prefix());
    }

    /** Another way to Redis, other names there. */
    static QueueConfig at(QueueConfig config, String url, String prefix, Map<String, Integer> queues) {
        return queues(config.at(new RedisUrl(url), prefix), queues);
    }

    static QueueConfig named(QueueConfig config, String worker) {
        return changed(config, change -> change.workerName = worker);
    }

    static QueueConfig queues(QueueConfig config, Map<String, Integer> queues) {
        return changed(config, change -> change.queues = queues);
    }

    static QueueConfig limited(QueueConfig config, RateLimit limit) {
        return changed(config, change -> change.limits = Map.of(QueueFixture.QUEUE, limit));
    }

    static QueueConfig finished(QueueConfig config, FinishRules finished) {
        return changed(config, change -> change.finished = finished);
    }

    static QueueConfig locks(QueueConfig config, LockRules locks) {
        return changed(config, change -> change.locks = locks);
    }

    static QueueConfig locked(QueueConfig config, Duration duration) {
        LockRules locks = config.locks();
        return locks(
                config,
                new LockRules(duration, locks.stalledInterval(), locks.maxStalledCount(), locks.maxStartedAttempts()));
    }

    static QueueConfig stalled(QueueConfig config, Duration interval) {
        LockRules locks = config.locks();
        return locks(
                config, new LockRules(locks.duration(), interval, locks.maxStalledCount(), locks.maxStartedAttempts()));
    }

    static QueueConfig drained(QueueConfig config, Duration limit) {
        return changed(config, change -> change.drainTimeout = limit);
    }

    static QueueConfig asleep(QueueConfig config, Duration drainDelay) {
        return changed(config, change -> change.drainDelay = drainDelay);
    }

    static QueueConfig batched(QueueConfig config, int claimBatch) {
        return changed(config, change -> change.claimBatch = claimBatch);
    }

    static QueueConfig patient(QueueConfig config, Duration commandTimeout) {
        return changed(config, change -> change.commandTimeout = commandTimeout);
    }

    private static QueueConfig changed(QueueConfig config, Consumer<Change> by) {
        Change change = new Change(config);
        by.accept(change);
        return new QueueConfig(
                config.url(),
                config.prefix(),
                change.workerName,
                change.queues,
                change.limits,
                change.claimBatch,
                config.maxInFlight(),
                config.linger(),
                change.locks,
                change.finished,
                change.drainDelay,
                change.drainTimeout,
                change.commandTimeout);
    }

    /** What tests change. */
    private static final class Change {
        String workerName;
        Map<String, Integer> queues;
        Map<String, RateLimit> limits;
        int claimBatch;
        LockRules locks;
        FinishRules finished;
        Duration drainDelay;
        Duration drainTimeout;
        Duration commandTimeout;

        Change(QueueConfig from) {
            workerName = from.workerName();
            queues = from.queues();
            limits = from.limits();
            claimBatch = from.claimBatch();
            locks = from.locks();
            finished = from.finished();
            drainDelay = from.drainDelay();
            drainTimeout = from.drainTimeout();
            commandTimeout = from.commandTimeout();
        }
    }
}
