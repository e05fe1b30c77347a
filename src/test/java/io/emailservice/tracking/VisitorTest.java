package io.emailservice.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.EngagementLabel;
import io.emailservice.message.EngagementLabel.Who;
import io.emailservice.message.Feedback;
import io.emailservice.message.FeedbackKind;
import io.emailservice.message.Signals;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VisitorTest {
    private static final Instant DELIVERED = Instant.parse("2026-01-02T03:04:05Z");
    private static final String BROWSER =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36";

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            Mozilla/5.0                                                              | MACHINE | apple_prefetch
            Mozilla/5.0 (X) Chrome/42.0.2311.135 Safari/537.36 Edge/12.246 Mozilla/5.0 | MACHINE | gmail_prefetch
            Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy) | HUMAN | mail_proxy
            YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html  | HUMAN   | mail_proxy
            Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) AppleWebKit/605.1.15 (KHTML, like Gecko) | HUMAN | browser
            Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Thunderbird/140.0 | HUMAN | mail_program
            curl/8.5.0                                                               | MACHINE | tool
            python-requests/2.32                                                     | MACHINE | tool
            Mozilla/5.0 (X11) AppleWebKit/537.36 HeadlessChrome/140.0 Safari/537.36  | MACHINE | tool
            Mozilla/5.0 (compatible; Googlebot/2.1)                                  | MACHINE | bot
            Barracuda Sentinel (EE)                                                  | MACHINE | scanner
            Something/1.0                                                            | UNKNOWN | unfamiliar_user_agent
            ''                                                                       | MACHINE | no_user_agent
            -                                                                        | UNKNOWN | no_signal
            """)
    void judgesTheAgentOfAnOpen(@Nullable String agent, Who who, String signal) {
        Trace open = new Trace(FeedbackKind.OPENED, agent, false, null, null, Duration.ofHours(1), 1);

        assertThat(Visitor.label(open).who()).isEqualTo(who);
        assertThat(Visitor.label(open).signals()).contains(signal);
    }

    @ParameterizedTest
    @CsvSource({
        "OPENED, 4, MACHINE",
        "OPENED, 6, UNKNOWN",
        "OPENED, 31, HUMAN",
        "OPENED, -3, MACHINE",
        "CLICKED, 1, MACHINE",
        "CLICKED, 3, UNKNOWN",
        "CLICKED, 6, HUMAN"
    })
    void judgesTheTimeSinceTheDelivery(FeedbackKind kind, int seconds, Who who) {
        Trace trace = new Trace(kind, BROWSER, false, null, null, Duration.ofSeconds(seconds), 1);

        assertThat(Visitor.label(trace).who()).isEqualTo(who);
    }

    @Test
    void believesAnyoneWhoReadsThroughAMailProxyAtOnceOnlyHalf() {
        Trace trace = new Trace(FeedbackKind.OPENED, "x GoogleImageProxy", false, null, null, Duration.ofSeconds(1), 1);

        assertThat(Visitor.label(trace)).isEqualTo(label(Who.UNKNOWN, "too_soon", "mail_proxy"));
    }

    @Test
    void judgesARequestToOurOwnEndpoints() {
        Map<String, String> language = Map.of("accept-language", "en");

        assertThat(visit(false, language, 1)).isEqualTo(label(Who.HUMAN, "language", "browser"));
        assertThat(visit(false, Map.of(), 1)).isEqualTo(label(Who.UNKNOWN, "no_language", "browser"));
        assertThat(visit(true, language, 1)).isEqualTo(label(Who.MACHINE, "head_request"));
        assertThat(visit(false, Map.of("sec-purpose", "Prefetch;prerender"), 1))
                .isEqualTo(label(Who.MACHINE, "prefetch_header"));
        assertThat(visit(false, language, 3)).isEqualTo(label(Who.MACHINE, "many_links_at_once"));
    }

    @Test
    void believesTheProvidersSuspicionWhateverTheAgent() {
        assertThat(opened("apple")).isEqualTo(label(Who.MACHINE, "provider_says_apple"));
        assertThat(opened("<script>")).isEqualTo(label(Who.MACHINE, "provider_says_other"));
        assertThat(opened(null)).isEqualTo(label(Who.HUMAN, "browser"));
    }

    @Test
    void doesntSuspectAMailProgramThatUnsubscribesForItsUser() {
        Trace trace = new Trace(FeedbackKind.UNSUBSCRIBED, "", false, Map.of(), null, Duration.ofSeconds(1), 1);

        assertThat(Visitor.label(trace).who()).isEqualTo(Who.UNKNOWN);
    }

    private static EngagementLabel visit(boolean head, Map<String, String> headers, int links) {
        Visit visit = new Visit(new UUID(0, 1), DELIVERED.plusSeconds(60), head, BROWSER, null, headers);
        return Visitor.label(Trace.of(
                VisitPost.read(visit.messageId(), new VisitPost(FeedbackKind.CLICKED, visit, null, null).body())
                        .orElseThrow(),
                DELIVERED,
                links));
    }

    private static EngagementLabel opened(@Nullable String suspicion) {
        Feedback feedback = new Feedback(
                "mailgun",
                null,
                FeedbackKind.OPENED,
                "opened",
                new UUID(0, 1),
                null,
                null,
                null,
                "ann@example.com",
                DELIVERED.plusSeconds(60),
                null,
                new Signals(BROWSER, null, null, null, suspicion, null));
        return Visitor.label(Trace.of(feedback, DELIVERED, 1));
    }

    private static EngagementLabel label(Who who, String... signals) {
        return new EngagementLabel(who, List.of(signals));
    }
}
