package io.emailservice.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.config.Section;
import io.emailservice.provider.mailgun.MailgunConfig;
import io.emailservice.provider.ses.SesConfig;
import io.emailservice.testing.Sections;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ProviderAccountsTest {
    private static final Map<String, Function<Section, AccountConfig>> KINDS =
            Map.of(MailgunConfig.KIND, MailgunConfig::from, SesConfig.KIND, SesConfig::from);
    private static final String SHORTEST = """
            mailgun-eu: {kind: mailgun, domain: mail.example.com, apiKey: key-1}
            ses: {kind: ses}
            """;

    @Test
    void hasDefaults() {
        ProviderAccounts read = Sections.read(SHORTEST, section -> ProviderAccounts.from(section, KINDS));

        assertThat(read.accounts().keySet()).containsExactly("mailgun-eu", "ses");
        MailgunConfig mailgun = (MailgunConfig) account(read, "mailgun-eu");
        assertThat(mailgun.baseUrl()).isEqualTo(URI.create("https://api.mailgun.net"));
        assertThat(mailgun.mime()).isFalse();
        assertThat(mailgun.testMode()).isFalse();
        assertThat(mailgun.metadata()).isTrue();
        assertThat(mailgun.eventsKept()).isEqualTo(Duration.ofDays(1));
        assertThat(mailgun.sender()).isEqualTo(SenderConfig.DEFAULTS);
        SesConfig ses = (SesConfig) account(read, "ses");
        assertThat(ses.region()).isEqualTo("us-east-1");
        assertThat(ses.endpoint()).isNull();
        assertThat(ses.configurationSet()).isNull();
        assertThat(ses.accessKeyId()).isEmpty();
        assertThat(ses.sender()).isEqualTo(SenderConfig.DEFAULTS);
    }

    @Test
    void readsEveryKey() {
        String yaml = """
                first:
                  kind: mailgun
                  region: eu
                  domain: mail.example.com
                  apiKey: key-1
                  mime: true
                  testMode: true
                  metadata: false
                  eventsKept: 3d
                  concurrency: 7
                  maxWaiting: 8
                  maxWait: 9s
                  maxPerSecond: 10.5
                  burst: 11
                  maxPerDay: 12000
                  timeout: 12s
                  connectTimeout: 3s
                  maxPause: 14m
                  quotaEvery: 15m
                  breaker: {window: 16s, minimumCalls: 17, failureRate: 0.18, openFor: 19s}
                second:
                  kind: ses
                  region: eu-west-1
                  endpoint: http://127.0.0.1:4566
                  configurationSet: events
                  accessKeyId: AKID
                  secretAccessKey: secret
                """;
        ProviderAccounts read = Sections.read(yaml, section -> ProviderAccounts.from(section, KINDS));

        MailgunConfig mailgun = (MailgunConfig) account(read, "first");
        assertThat(mailgun.baseUrl()).isEqualTo(URI.create("https://api.eu.mailgun.net"));
        assertThat(mailgun.domain()).isEqualTo("mail.example.com");
        assertThat(mailgun.apiKey().value()).isEqualTo("key-1");
        assertThat(mailgun.mime()).isTrue();
        assertThat(mailgun.testMode()).isTrue();
        assertThat(mailgun.metadata()).isFalse();
        assertThat(mailgun.eventsKept()).isEqualTo(Duration.ofDays(3));
        assertThat(mailgun.sender())
                .isEqualTo(new SenderConfig(
                        7,
                        8,
                        Duration.ofSeconds(9),
                        10.5,
                        11,
                        12_000,
                        Duration.ofSeconds(12),
                        Duration.ofSeconds(3),
                        Duration.ofMinutes(14),
                        Duration.ofMinutes(15),
                        new BreakerConfig(Duration.ofSeconds(16), 17, 0.18, Duration.ofSeconds(19))));
        assertThat(mailgun.sender().answerWithin()).isEqualTo(Duration.ofSeconds(23));
        SesConfig ses = (SesConfig) account(read, "second");
        assertThat(ses.region()).isEqualTo("eu-west-1");
        assertThat(ses.endpoint()).isEqualTo(URI.create("http://127.0.0.1:4566"));
        assertThat(ses.configurationSet()).isEqualTo("events");
        assertThat(ses.accessKeyId()).isEqualTo("AKID");
        assertThat(ses.secretAccessKey().value()).isEqualTo("secret");
    }

    @Test
    void namesEveryProblem() {
        String yaml = """
                Bad_Name: {kind: postmark}
                nothing: {}
                first: {kind: mailgun, baseUrl: "ftp://x/y", timeout: 1s, connectTimeout: 2s, breaker: {openfor: 1s}, tls: no}
                second: {kind: ses, region: here, endpoint: x, configurationSet: "a b", accessKeyId: AKID}
                """;

        assertThat(Sections.problems(yaml, section -> ProviderAccounts.from(section, KINDS)))
                .extracting(problem -> problem.substring(0, problem.indexOf(": ")))
                .containsExactlyInAnyOrder(
                        "Bad_Name",
                        "Bad_Name.kind",
                        "nothing.kind",
                        "first.baseUrl",
                        "first.domain",
                        "first.apiKey",
                        "first.connectTimeout",
                        "first.breaker.openfor",
                        "first.tls",
                        "second.region",
                        "second.endpoint",
                        "second.configurationSet",
                        "second.secretAccessKey");
        assertThat(Sections.problems("", section -> ProviderAccounts.from(section, KINDS)))
                .containsExactly("<account>: at least one is required");
    }

    @Test
    void printsNoSecret() {
        ProviderAccounts read = Sections.read(SHORTEST, section -> ProviderAccounts.from(section, KINDS));

        assertThat(read.toString()).doesNotContain("key-1");
    }

    private static AccountConfig account(ProviderAccounts read, String name) {
        AccountConfig account = read.accounts().get(name);
        assertThat(account).isNotNull();
        return java.util.Objects.requireNonNull(account);
    }
}
