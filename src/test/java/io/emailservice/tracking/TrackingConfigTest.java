package io.emailservice.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.config.Secret;
import io.emailservice.message.Stream;
import io.emailservice.testing.Sections;
import io.emailservice.tracking.TrackingConfig.StreamTracking;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrackingConfigTest {
    private static final String REQUIRED = """
            baseUrl: https://mail.example.com/
            keys: {7: 0123456789abcdef}
            """;

    @Test
    void hasADefaultForAllButAddressAndKeys() {
        assertThat(Sections.read(REQUIRED, TrackingConfig::from))
                .isEqualTo(
                        TrackingConfig.defaults("https://mail.example.com", Map.of(7, new Secret("0123456789abcdef"))));
    }

    @Test
    void mapsEveryKey() {
        String yaml = REQUIRED + """
                bulk: {opens: false}
                transactional: {opens: false, clicks: false, unsubscribe: true}
                tenants: {acme: {bulk: {clicks: false}}}
                unsubscribeMailto: out@example.com
                feedbackId: sender1
                sender: Shop
                """;
        Map<Stream, StreamTracking> streams = Map.of(
                Stream.BULK, new StreamTracking(false, true, true),
                Stream.TRANSACTIONAL, new StreamTracking(false, false, true));
        Map<Stream, StreamTracking> acme = Map.of(
                Stream.BULK, new StreamTracking(false, false, true),
                Stream.TRANSACTIONAL, new StreamTracking(false, false, true));
        assertThat(Sections.read(yaml, TrackingConfig::from))
                .isEqualTo(new TrackingConfig(
                        "https://mail.example.com",
                        Map.of(7, new Secret("0123456789abcdef")),
                        streams,
                        Map.of("acme", acme),
                        "out@example.com",
                        "sender1",
                        "Shop"));
    }

    @Test
    void namesEveryWrongValue() {
        assertThat(Sections.problems("", TrackingConfig::from))
                .containsExactly(
                        "baseUrl: is required",
                        "keys: needs at least one number with a secret, such as 1: (32 random characters)");
        String yaml = """
                baseUrl: https://mail.example.com/?a="b"
                keys: {x: 0123456789abcdef, 256: 0123456789abcdef, 1: short}
                tenants: {acme: {push: {}}}
                unsubscribeMailto: <out@example.com>
                feedbackId: a:b
                colour: red
                """;
        assertThat(Sections.problems(yaml, TrackingConfig::from))
                .extracting(problem -> problem.replaceAll(":.*", ""))
                .containsExactly(
                        "baseUrl",
                        "keys.x",
                        "keys.256",
                        "keys.1",
                        "tenants.acme.push",
                        "unsubscribeMailto",
                        "feedbackId",
                        "colour");
    }

    @Test
    void printsNoSecret() {
        assertThat(Sections.read(REQUIRED, TrackingConfig::from).toString()).doesNotContain("0123456789abcdef");
    }
}
