package io.emailservice.twin.feedback;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emailservice.config.Problems;
import io.emailservice.config.Secret;
import io.emailservice.config.Section;
import io.emailservice.twin.wire.Json;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeedbackConfigTest {
    private final Problems problems = new Problems();

    @Test
    void hasDefaultsThatTellNobody() {
        assertThat(read("{}")).isEqualTo(FeedbackConfig.DEFAULTS);
        assertThat(FeedbackConfig.DEFAULTS.webhooks()).isEmpty();
        assertThat(problems.all()).isEmpty();
    }

    @Test
    void readsEveryKey() {
        FeedbackConfig config = read("""
                {"rates": {"sent": 0.9, "deferred": 0.1, "rejected": 0.2, "bouncedHard": 0.3, "bouncedSoft": 0.4,
                           "delivered": 0.5, "bouncedLate": 0.6, "opened": 0.7, "clicked": 0.8, "unsubscribed": 0.15,
                           "complained": 0.25},
                 "accidents": {"duplicated": 0.1, "reordered": 0.2, "lost": 0.3, "early": 0.4},
                 "delay": {"min": "1s", "max": "2s"}, "speedup": 60, "seed": 7,
                 "webhooks": [{"domain": "d.example", "url": "http://h.example/", "signingKey": "k"}],
                 "subscriptions": [{"url": "https://h.example/", "version": 2}, {"queue": "q", "raw": true}],
                 "limits": {"posts": 10, "inFlight": 2, "timeout": "1s"}}""");

        assertThat(problems.all()).isEmpty();
        assertThat(config)
                .isEqualTo(new FeedbackConfig(
                        new FeedbackScript(
                                new Rates(0.9, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.15, 0.25),
                                new Accidents(0.1, 0.2, 0.3, 0.4),
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(2),
                                60,
                                7),
                        List.of(new WebhookConfig("d.example", "http://h.example/", new Secret("k"))),
                        List.of(
                                new SubscriptionConfig("https://h.example/", "", false, 2),
                                new SubscriptionConfig("", "q", true, 1)),
                        new OutboxLimits(10, 2, Duration.ofSeconds(1))));
    }

    @Test
    void namesEveryProblem() {
        assertThat(read("""
                        {"rates": {"rejected": 0.5, "bouncedHard": 0.6}, "delay": {"min": "2s", "max": "1s"},
                         "speedup": 0, "webhooks": [{}], "subscriptions": [{"queue": "q", "url": "x"}],
                         "limits": {"posts": 0}, "rate": 1}""").limits()).isNotNull();

        assertThat(problems.all())
                .extracting(problem -> problem.substring(0, problem.indexOf(':')))
                .containsExactlyInAnyOrder(
                        "rates.rejected",
                        "delay.max",
                        "speedup",
                        "webhooks[0].url",
                        "subscriptions[0].url",
                        "subscriptions[0].url",
                        "limits.posts",
                        "rate");
    }

    private FeedbackConfig read(String json) {
        if (Json.parse(json) instanceof ObjectNode object) {
            return FeedbackConfig.from(new Section("", object, problems));
        }
        throw new AssertionError("the test's own JSON is broken");
    }
}
