package io.emailservice.suppression.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.testing.Sections;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SyncConfigTest {
    @Test
    void isOffByDefault() {
        assertThat(Sections.read("", SyncConfig::from)).isEqualTo(SyncConfig.DEFAULTS);
        assertThat(SyncConfig.DEFAULTS.accounts()).isEmpty();
    }

    @Test
    void mapsEveryKey() {
        String yaml = """
                interval: 10m
                callsPerSecond: 5
                unsubscribeStream: "*"
                accounts:
                  one: {}
                  two: {tenants: [a, b], pull: false, push: false}
                """;
        SyncConfig config = Sections.read(yaml, SyncConfig::from);

        assertThat(config)
                .isEqualTo(new SyncConfig(
                        Duration.ofMinutes(10),
                        5,
                        "*",
                        Map.of(
                                "one", new SyncConfig.Account(List.of("default"), true, true),
                                "two", new SyncConfig.Account(List.of("a", "b"), false, false))));
        assertThat(config.pause()).isEqualTo(Duration.ofMillis(200));
    }

    @Test
    void namesEveryWrongValue() {
        String yaml = """
                interval: 1ms
                callsPerSecond: 0
                unsubscribeStream: all
                accounts: {one: {tenants: [], pull: maybe, towards: 1}}
                other: 1
                """;
        assertThat(Sections.problems(yaml, SyncConfig::from))
                .extracting(problem -> problem.replaceAll(":.*", ""))
                .containsExactly(
                        "interval",
                        "callsPerSecond",
                        "unsubscribeStream",
                        "accounts.one.pull",
                        "accounts.one.tenants",
                        "accounts.one.towards",
                        "other");
    }
}
