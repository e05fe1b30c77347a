package io.emailservice.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.config.Problems;
import io.emailservice.delivery.DeliveryConfig.UncertainPolicy;
import io.emailservice.message.Stream;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeliveryConfigTest {
    @Test
    void hasDefaultsForEveryKey() {
        DeliveryConfig config = Configs.delivery("");

        assertThat(config.inFlight()).isEqualTo(1_000);
        assertThat(config.attempts()).isEqualTo(8);
        assertThat(config.uncertainPolicy(Stream.TRANSACTIONAL)).isEqualTo(UncertainPolicy.RESEND);
        assertThat(config.uncertainPolicy(Stream.BULK)).isEqualTo(UncertainPolicy.HOLD);
        assertThat(config.rules()).isEmpty();
    }

    @Test
    void readsEveryKey() {
        DeliveryConfig config = Configs.delivery("""
                inFlight: 500
                transactionalReserve: 0.5
                attempts: 3
                backoff: 1s
                maxDelay: 10m
                throttleDelay: 2s
                closedLaneDelay: 3s
                callWithin: 5s
                uncertain: {transactional: hold, bulk: resend, interval: 4s, horizon: 5m, resends: 2}
                rules:
                  - name: big
                    when: {tenant: acme, stream: bulk, recipientDomain: example.com, tag: news}
                    use: [{account: ses, weight: 3}, {account: mailgun}]
                    fallback: [spare]
                """);

        assertThat(config)
                .isEqualTo(new DeliveryConfig(
                        500,
                        0.5,
                        3,
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(10),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(4),
                        Duration.ofMinutes(5),
                        java.util.Map.of(
                                Stream.TRANSACTIONAL, UncertainPolicy.HOLD, Stream.BULK, UncertainPolicy.RESEND),
                        2,
                        List.of(new RoutingRule(
                                "big",
                                "acme",
                                Stream.BULK,
                                "example.com",
                                "news",
                                List.of(new RoutingRule.Share("ses", 3), new RoutingRule.Share("mailgun", 1)),
                                List.of("spare")))));
    }

    @Test
    void reportsEveryProblemAtOnce() {
        Problems problems = new Problems();
        Configs.delivery("""
                inFlight: 0
                transactionalReserve: 2
                backoff: soon
                uncertain: {bulk: maybe}
                rules: [{name: empty, use: []}]
                inflight: 7
                """, problems);

        assertThat(problems.all())
                .anyMatch(line -> line.startsWith("delivery.inFlight: must be a whole number"))
                .anyMatch(line -> line.startsWith("delivery.transactionalReserve: must be a number"))
                .anyMatch(line -> line.startsWith("delivery.backoff: must be a duration"))
                .anyMatch(line -> line.startsWith("delivery.uncertain.bulk: must be one of"))
                .anyMatch(line -> line.startsWith("delivery.rules[0].use: must name at least one account"))
                .anyMatch(line -> line.startsWith("delivery.inflight: is unknown"))
                .hasSize(6);
    }
}
