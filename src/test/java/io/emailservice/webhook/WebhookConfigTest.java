package io.emailservice.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.config.Printout;
import io.emailservice.config.Secret;
import io.emailservice.testing.Sections;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WebhookConfigTest {
    private static final String EVERYTHING = """
            maxBodyBytes: 2048
            maxInHand: 7
            maxBytesInHand: 2097152
            bodyTimeout: 2s
            answerTimeout: 3s
            readingGivesWay: 6s
            alertAfter: 4
            alertWindow: 1m
            mailgun:
              signingKeys: {current: one, previous: two}
              accounts: {eu: {signingKeys: {current: three}}}
              back: 10h
              ahead: 1m
            ses:
              topics: ['arn:aws:sns:eu-west-1:123456789012:feedback']
              rawSecret: sixteen-bytes-at-least
              back: 1d
              ahead: 2m
              fetchTimeout: 1s
              insecureStandIn: http://127.0.0.1:9
            queues:
              feedback:
                url: https://sqs.eu-west-1.amazonaws.com/123456789012/feedback
                region: eu-west-1
                account: ses
                endpoint: http://127.0.0.1:8
                accessKeyId: id
                secretAccessKey: sesame
                pollers: 3
                longPoll: 5s
                visibility: 30s
            """;

    @Test
    void defaults() {
        assertThat(Sections.read("", WebhookConfig::from)).isEqualTo(WebhookConfig.DEFAULTS);
    }

    @Test
    void readsEveryKey() {
        WebhookConfig config = Sections.read(EVERYTHING, WebhookConfig::from);

        assertThat(config)
                .isEqualTo(new WebhookConfig(
                        2_048,
                        7,
                        2_097_152,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3),
                        Duration.ofSeconds(6),
                        4,
                        Duration.ofMinutes(1),
                        new MailgunPosts(
                                Map.of("current", new Secret("one"), "previous", new Secret("two")),
                                Map.of("eu", Map.of("current", new Secret("three"))),
                                Duration.ofHours(10),
                                Duration.ofMinutes(1)),
                        new SesPosts(
                                List.of("arn:aws:sns:eu-west-1:123456789012:feedback"),
                                new Secret("sixteen-bytes-at-least"),
                                Duration.ofDays(1),
                                Duration.ofMinutes(2),
                                Duration.ofSeconds(1),
                                URI.create("http://127.0.0.1:9")),
                        Map.of(
                                "feedback",
                                new QueueConfig(
                                        "https://sqs.eu-west-1.amazonaws.com/123456789012/feedback",
                                        "eu-west-1",
                                        "ses",
                                        URI.create("http://127.0.0.1:8"),
                                        "id",
                                        new Secret("sesame"),
                                        3,
                                        Duration.ofSeconds(5),
                                        Duration.ofSeconds(30)))));
    }

    @Test
    void refusesWrongValuesByName() {
        assertThat(Sections.problems("""
                        maxBodyBytes: 4194304
                        maxBytesInHand: 1048576
                        mailgun: {signingKeys: {current: ''}, accounts: {eu: {}}}
                        ses: {topics: [everything], rawSecret: short, insecureStandIn: 'ftp://x'}
                        queues: {q: {region: nowhere, accessKeyId: id}}
                        colour: blue
                        """, WebhookConfig::from))
                .anyMatch(line -> line.startsWith("maxBytesInHand: "))
                .anyMatch(line -> line.startsWith("mailgun.signingKeys.current: "))
                .anyMatch(line -> line.startsWith("mailgun.accounts.eu.signingKeys: "))
                .anyMatch(line -> line.startsWith("ses.topics: "))
                .anyMatch(line -> line.startsWith("ses.rawSecret: "))
                .anyMatch(line -> line.startsWith("ses.insecureStandIn: "))
                .anyMatch(line -> line.startsWith("queues.q.url: "))
                .anyMatch(line -> line.startsWith("queues.q.region: "))
                .anyMatch(line -> line.startsWith("queues.q.secretAccessKey: "))
                .anyMatch(line -> line.startsWith("colour: "));
    }

    @Test
    void masksSecrets() {
        WebhookConfig config = Sections.read(EVERYTHING, WebhookConfig::from);

        assertThat(Printout.yaml(config) + config).doesNotContain("three", "sixteen-bytes", "sesame");
    }
}
