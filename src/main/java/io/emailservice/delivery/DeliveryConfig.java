package io.emailservice.delivery;

import io.emailservice.config.Section;
import io.emailservice.message.Stream;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How messages are delivered.
 *
 * @param inFlight messages per provider account that are claimed and not settled, over both streams
 * @param transactionalReserve share of {@code inFlight} that bulk may never use, 0 to 1
 * @param attempts attempts of a job that names none
 * @param backoff first wait of a job that names none; doubles with every attempt
 * @param maxDelay longest wait between attempts, and longest wish of a provider that is followed
 * @param throttleDelay wait after a throttle that names no time
 * @param closedLaneDelay wait while no account is open
 * @param callWithin how old an attempt may be when its call starts; an older one isn't made, because somebody else may
 *     have taken it for dead
 * @param settleInterval time between two look-ups of an uncertain message
 * @param settleHorizon time after which a provider's silence about an uncertain message is believed
 * @param uncertain what then happens, per stream
 * @param resends how often a message may be sent again where nobody could be asked what became of it; then it is held
 * @param rules routing rules, first match wins
 */
public record DeliveryConfig(
        int inFlight,
        double transactionalReserve,
        int attempts,
        Duration backoff,
        Duration maxDelay,
        Duration throttleDelay,
        Duration closedLaneDelay,
        Duration callWithin,
        Duration settleInterval,
        Duration settleHorizon,
        Map<Stream, UncertainPolicy> uncertain,
        int resends,
        List<RoutingRule> rules) {

    /** What to do with a message of which the provider knows nothing after the horizon. */
    public enum UncertainPolicy {
        /** Try again: a message that was never seen is sent. */
        RESEND,
        /** Leave it to an operator: rather not sent than twice. */
        HOLD
    }

    public DeliveryConfig {
        uncertain = Map.copyOf(uncertain);
        rules = List.copyOf(rules);
    }

    public static DeliveryConfig from(Section section) {
        Section uncertain = section.section("uncertain");
        Map<Stream, UncertainPolicy> policies = new EnumMap<>(Stream.class);
        policies.put(Stream.TRANSACTIONAL, policy(uncertain, "transactional", UncertainPolicy.RESEND));
        policies.put(Stream.BULK, policy(uncertain, "bulk", UncertainPolicy.HOLD));
        Duration interval =
                uncertain.duration("interval", Duration.ofSeconds(30), Duration.ofMillis(10), Duration.ofHours(1));
        Duration horizon =
                uncertain.duration("horizon", Duration.ofMinutes(30), Duration.ofMillis(10), Duration.ofDays(1));
        int resends = uncertain.integer("resends", 1, 0, 100);
        uncertain.end();
        DeliveryConfig config = new DeliveryConfig(
                section.integer("inFlight", 1_000, 1, 20_000),
                section.number("transactionalReserve", 0.2, 0, 1),
                section.integer("attempts", 8, 1, 100),
                section.duration("backoff", Duration.ofSeconds(2), Duration.ofMillis(1), Duration.ofHours(1)),
                section.duration("maxDelay", Duration.ofHours(1), Duration.ofMillis(10), Duration.ofDays(1)),
                section.duration("throttleDelay", Duration.ofSeconds(1), Duration.ofMillis(10), Duration.ofHours(1)),
                section.duration("closedLaneDelay", Duration.ofSeconds(1), Duration.ofMillis(10), Duration.ofHours(1)),
                section.duration("callWithin", Duration.ofSeconds(15), Duration.ofMillis(100), Duration.ofMinutes(10)),
                interval,
                horizon,
                policies,
                resends,
                section.list("rules", List.of(), RoutingRule::from));
        section.end();
        return config;
    }

    private static UncertainPolicy policy(Section section, String key, UncertainPolicy fallback) {
        return section.choice(key, fallback, Map.of("resend", UncertainPolicy.RESEND, "hold", UncertainPolicy.HOLD));
    }

    /**
     * The wait after the n-th counted attempt of a job that names no backoff: doubling, the upper half of it by chance.
     *
     * @param attempt n, from 1
     * @param chance from 0 to 1
     */
    public Duration backoffAfter(int attempt, double chance) {
        double doubled = backoff.toMillis() * Math.pow(2, attempt - 1);
        double bounded = Math.min(doubled, (double) maxDelay.toMillis());
        return Duration.ofMillis(Math.round(bounded * (0.5 + chance / 2)));
    }

    UncertainPolicy uncertainPolicy(Stream stream) {
        return uncertain.getOrDefault(stream, UncertainPolicy.HOLD);
    }
}
