package io.emailservice.provider;

import io.emailservice.config.Section;
import java.time.Duration;

/**
 * Limits of one provider account, the same for every provider.
 *
 * @param concurrency calls under way at once; also the number of connections
 * @param maxWaiting messages that may wait for a permit
 * @param maxWait how long one may wait before it is given back untried
 * @param maxPerSecond our own limit of recipients a second on all nodes; 0 for none
 * @param burst recipients that may go at once after a quiet time
 * @param maxPerDay our own limit of recipients in any 24 hours; 0 for none
 * @param timeout for a whole call, connection included
 * @param connectTimeout for a connection with its TLS handshake
 * @param maxPause the longest pause a provider may ask of the whole account
 * @param quotaEvery how often the provider's own limits are read
 */
public record SenderConfig(
        int concurrency,
        int maxWaiting,
        Duration maxWait,
        double maxPerSecond,
        int burst,
        double maxPerDay,
        Duration timeout,
        Duration connectTimeout,
        Duration maxPause,
        Duration quotaEvery,
        BreakerConfig breaker) {

    public static final SenderConfig DEFAULTS = new SenderConfig(
            64,
            1_000,
            Duration.ofSeconds(5),
            0,
            10,
            0,
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofMinutes(15),
            Duration.ofMinutes(5),
            BreakerConfig.DEFAULTS);

    /** A margin for the hop to the sender and back, and for the sweep of overdue calls. */
    private static final Duration MARGIN = Duration.ofSeconds(2);

    /** Reads the keys that every provider account has; the caller reads its own and ends the section. */
    public static SenderConfig from(Section section) {
        SenderConfig config = new SenderConfig(
                section.integer("concurrency", DEFAULTS.concurrency, 1, 10_000),
                section.integer("maxWaiting", DEFAULTS.maxWaiting, 0, 100_000),
                section.duration("maxWait", DEFAULTS.maxWait, Duration.ofMillis(100), Duration.ofMinutes(5)),
                section.number("maxPerSecond", DEFAULTS.maxPerSecond, 0, 1_000_000),
                section.integer("burst", DEFAULTS.burst, 1, 100_000),
                section.number("maxPerDay", DEFAULTS.maxPerDay, 0, 1_000_000_000),
                section.duration("timeout", DEFAULTS.timeout, Duration.ofMillis(100), Duration.ofMinutes(10)),
                section.duration(
                        "connectTimeout", DEFAULTS.connectTimeout, Duration.ofMillis(50), Duration.ofMinutes(1)),
                section.duration("maxPause", DEFAULTS.maxPause, Duration.ofSeconds(1), Duration.ofDays(1)),
                section.duration("quotaEvery", DEFAULTS.quotaEvery, Duration.ofMinutes(1), Duration.ofDays(1)),
                BreakerConfig.from(section.section("breaker")));
        if (config.connectTimeout.compareTo(config.timeout) > 0) {
            section.problem("connectTimeout", "must not be longer than timeout");
        }
        return config;
    }

    /** The longest a sender takes to answer: whoever asks waits at least this long. */
    public Duration answerWithin() {
        return maxWait.plus(timeout).plus(MARGIN);
    }
}
