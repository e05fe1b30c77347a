package io.emailservice.queue;

import io.emailservice.config.Section;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Settings of the room. Times that BullMQ's own worker has are its defaults.
 *
 * @param prefix of all keys
 * @param workerName written into the jobs and shown in lists of workers; empty for none
 * @param queues name to weight: of queues that could both be claimed from, the heavier one gets more turns
 * @param limits the rate limit that this worker keeps, by queue; none for queues that are not named
 * @param claimBatch the most jobs of one claim or one settle batch
 * @param maxInFlight the most claimed and unsettled jobs per queue, whatever the capacity says: what it costs Redis to
 *     settle a job grows with it
 * @param linger the least time between two small batches, so that they grow
 * @param drainDelay how long to wait for a sign of new jobs before looking without one
 * @param drainTimeout how long a stop waits for the jobs in flight
 * @param commandTimeout how long an answer of Redis may take before the connection is given up
 */
public record QueueConfig(
        RedisUrl url,
        String prefix,
        String workerName,
        Map<String, Integer> queues,
        Map<String, RateLimit> limits,
        int claimBatch,
        int maxInFlight,
        Duration linger,
        LockRules locks,
        FinishRules finished,
        Duration drainDelay,
        Duration drainTimeout,
        Duration commandTimeout) {
    public static final QueueConfig DEFAULTS = new QueueConfig(
            new RedisUrl("redis://127.0.0.1:6379"),
            "bull",
            "",
            Map.of("email", 10, "email-bulk", 1),
            Map.of(),
            100,
            2000,
            Duration.ofMillis(5),
            LockRules.DEFAULTS,
            FinishRules.DEFAULTS,
            Duration.ofSeconds(5),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5));

    private static final int LARGEST_BATCH = 200;
    private static final int LARGEST_IN_FLIGHT = 10_000;
    private static final int LARGEST_WEIGHT = 1000;

    public QueueConfig {
        queues = Map.copyOf(queues);
        limits = Map.copyOf(limits);
    }

    /** The same settings for another Redis and another prefix of all keys. */
    public QueueConfig at(RedisUrl otherUrl, String otherPrefix) {
        return new QueueConfig(
                otherUrl,
                otherPrefix,
                workerName,
                queues,
                limits,
                claimBatch,
                maxInFlight,
                linger,
                locks,
                finished,
                drainDelay,
                drainTimeout,
                commandTimeout);
    }

    /** Reads the section {@code queue}. */
    public static QueueConfig from(Section section) {
        Map<String, Integer> queues = queues(section);
        QueueConfig config = new QueueConfig(
                url(section),
                prefix(section),
                workerName(section),
                queues,
                limits(section, queues.keySet()),
                section.integer("claimBatch", DEFAULTS.claimBatch, 1, LARGEST_BATCH),
                section.integer("maxInFlight", DEFAULTS.maxInFlight, 1, LARGEST_IN_FLIGHT),
                section.duration("linger", DEFAULTS.linger, Duration.ofMillis(0), Duration.ofSeconds(1)),
                LockRules.from(section.section("locks")),
                FinishRules.from(section.section("finished")),
                section.duration("drainDelay", DEFAULTS.drainDelay, Duration.ofMillis(10), Duration.ofSeconds(10)),
                section.duration("drainTimeout", DEFAULTS.drainTimeout, Duration.ofMillis(0), Duration.ofMinutes(10)),
                section.duration(
                        "commandTimeout", DEFAULTS.commandTimeout, Duration.ofMillis(100), Duration.ofMinutes(1)));
        section.end();
        return config;
    }

    private static RedisUrl url(Section section) {
        RedisUrl url = new RedisUrl(section.text("url", DEFAULTS.url.value()));
        if (url.isValid()) {
            return url;
        }
        section.problem("url", "must be redis://[user:password@]host[:port][/db] or rediss://…");
        return DEFAULTS.url;
    }

    private static String prefix(Section section) {
        String prefix = section.text("prefix", DEFAULTS.prefix);
        if (prefix.isBlank()) {
            section.problem("prefix", "must not be empty");
        }
        return prefix;
    }

    private static String workerName(Section section) {
        String name = section.text("workerName", DEFAULTS.workerName);
        if (!name.chars().allMatch(c -> c > ' ' && c < 127)) {
            section.problem("workerName", "must be printable ASCII without spaces");
        }
        return name;
    }

    private static Map<String, Integer> queues(Section section) {
        Section weights = section.section("queues");
        if (weights.names().isEmpty()) {
            return DEFAULTS.queues;
        }
        Map<String, Integer> queues = new LinkedHashMap<>();
        for (String name : weights.names()) {
            if (name.isBlank() || name.contains(":")) {
                weights.problem(name, "is not a queue name: it must not be empty or contain a colon");
            }
            queues.put(name, weights.integer(name, 1, 1, LARGEST_WEIGHT));
        }
        return queues;
    }

    private static Map<String, RateLimit> limits(Section section, Set<String> queues) {
        Section named = section.section("limits");
        Map<String, RateLimit> limits = new LinkedHashMap<>();
        for (String name : named.names()) {
            if (!queues.contains(name)) {
                named.problem(name, "is not one of the queues " + new TreeSet<>(queues));
            }
            limits.put(name, RateLimit.from(named.section(name)));
        }
        return limits;
    }
}
