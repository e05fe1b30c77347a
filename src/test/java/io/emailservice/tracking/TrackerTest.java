package io.emailservice.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.config.Secret;
import io.emailservice.message.Content;
import io.emailservice.message.RenderedMessage;
import io.emailservice.message.SendRequest;
import io.emailservice.message.Stream;
import io.emailservice.message.Tracking;
import io.emailservice.testing.RenderableRequests;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jsoup.Jsoup;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TrackerTest {
    private static final UUID ID = UUID.fromString("0190b0a0-0000-7000-8000-000000000001");
    private static final Map<Integer, Secret> KEYS = Map.of(1, new Secret("0123456789abcdef0123456789abcdef"));
    private static final TrackingConfig CONFIG = TrackingConfig.defaults("https://mail.example.com", KEYS);
    private static final Pattern CLICK = Pattern.compile("https://mail\\.example\\.com/t/c/([A-Za-z0-9_-]+)");
    private static final Tracking CLICKS = new Tracking(false, true);
    private static final Tracking OPENS = new Tracking(true, false);

    private final Tracker tracker = new Tracker(CONFIG);
    private final Tokens tokens = new Tokens(KEYS);

    private static SendRequest request(Stream stream, @Nullable Tracking tracking) {
        Content content = new Content("s", "h", null);
        return RenderableRequests.of(stream, null, content, Map.of(), Map.of(), tracking);
    }

    private static RenderedMessage message(@Nullable String html, Map<String, String> headers) {
        return new RenderedMessage("s", html, "text https://x.example/", headers);
    }

    private String track(String html, @Nullable Tracking tracking) {
        RenderedMessage finished = tracker.finish(ID, request(Stream.TRANSACTIONAL, tracking), message(html, Map.of()));
        return String.valueOf(finished.html());
    }

    private Map<String, String> headers(TrackingConfig config, Stream stream, Map<String, String> given) {
        return new Tracker(config)
                .finish(ID, request(stream, null), message("<p>", given))
                .headers();
    }

    /** The text with each of our links put back to its target, and the targets in order. */
    private String untracked(String html, List<String> targets) {
        Matcher click = CLICK.matcher(html);
        StringBuilder original = new StringBuilder();
        while (click.find()) {
            Token.Click token = (Token.Click) tokens.verify(click.group(1)).orElseThrow();
            assertThat(token.messageId()).isEqualTo(ID);
            assertThat(token.link()).isEqualTo(targets.size());
            targets.add(token.url());
            click.appendReplacement(original, "@" + token.link() + "@");
        }
        return click.appendTail(original).toString();
    }

    private static String fixture(String name) {
        try (InputStream file = TrackerTest.class.getResourceAsStream("/tracking/" + name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Test
    void changesNothingButTheLinksOfANewsletter() {
        List<String> targets = new ArrayList<>();
        String tracked = untracked(track(fixture("newsletter.html"), CLICKS), targets);
        assertThat(tracked).isEqualTo(fixture("newsletter.tracked.html"));
        assertThat(targets)
                .containsExactly(
                        "https://shop.example/?utm_source=mail&utm_campaign=spring",
                        "HTTP://shop.example/unquoted/path",
                        "https://shop.example/a b?x=é&y=<z>",
                        "https://shop.example/map");
    }

    @Test
    void leavesOtherLinksAlone() {
        String html = "<a href=\"mailto:a@b.c\"><a href='tel:+1'><a href=\"#top\"><a href=\"/relative\"><a href=\"\">"
                + "<a href=\"  \"><a href><a name=x><a href=\"//x.example/\"><a href=\"javascript:alert(1)\">"
                + "<a href=\"https://\"><a href=\"https:///x\"><a href=\"https:x.example\"><a href=\"ftp://x.example\">"
                + "<a href=\"https://mail.example.com/u/abc\"><a href=\"https://x.example/" + "y".repeat(2_100) + "\">"
                + "<link href=\"https://x.example/\"><base href=\"https://x.example/\"><img src=\"https://x.example/\">";
        assertThat(track(html, CLICKS)).isEqualTo(html);
    }

    @Test
    void leavesLinksAloneThatOptOut() {
        assertThat(track(
                        "<a data-track=\"false\" href=\"https://x.example/\">a</a>"
                                + "<a href=\"https://x.example/\" disable-tracking=true>b</a>"
                                + "<a href=https://x.example/ DATA-TRACK=false disable-tracking='true' class=c>c</a>",
                        Tracking.ALL))
                .startsWith("<a href=\"https://x.example/\">a</a><a href=\"https://x.example/\">b</a>"
                        + "<a href=https://x.example/ class=c>c</a><img");
        assertThat(track("<a data-track=\"true\" href=\"https://x.example/\">", CLICKS))
                .startsWith("<a data-track=\"true\" href=\"https://mail.example.com/t/c/");
    }

    @Test
    void keepsEveryTargetOfGeneratedDocuments() {
        Random random = new Random(20_300_103);
        String[] values = {
            "https://x.example/%d", "http://x.example/?a=%d&amp;b=&#x3D;&c=d&copy=1", " https://x.example/%d\n"
        };
        for (int i = 0; i < 500; i++) {
            StringBuilder html = new StringBuilder("<p>");
            for (int link = random.nextInt(20); link > 0; link--) {
                String value = String.format(values[random.nextInt(values.length)], random.nextInt(100));
                html.append(
                        random.nextBoolean() ? "<a href=\"" + value + "\">x</a>" : "<a href='" + value + "' >y</a>");
                html.append(random.nextBoolean() ? "<!-- <a href=\"https://no.example/\"> -->" : "a > b");
            }
            List<String> expected = Jsoup.parse(html.toString()).select("a").eachAttr("href").stream()
                    .map(String::trim)
                    .toList();
            List<String> targets = new ArrayList<>();
            String unused = untracked(track(html.toString(), CLICKS), targets);
            assertThat(targets).as(unused).isEqualTo(expected);
        }
    }

    @Test
    void putsThePixelBeforeTheLastBodyEnd() {
        String tracked = track("<body>a</body><!-- </body> -->b</BODY ><!-- </body> --></html>", OPENS);
        assertThat(tracked)
                .matches("<body>a</body><!-- </body> -->b<img src=\"https://mail\\.example\\.com/t/o/"
                        + "[A-Za-z0-9_-]+\" width=\"1\" height=\"1\" alt=\"\" style=\"[a-z0-9:;]+\"></BODY >"
                        + "<!-- </body> --></html>");
        assertThat(track("<p>no body", OPENS)).startsWith("<p>no body<img src=");
        assertThat(track("<a href=\"https://x.example/\">x</a></body>", Tracking.ALL))
                .contains("/t/c/")
                .contains("/t/o/")
                .endsWith("></body>");
    }

    @Test
    void doesWhatTheRequestSaysBeforeTheDefaults() {
        String html = "<a href=\"https://x.example/\" data-track=\"false\">x</a>";
        assertThat(track(html, new Tracking(false, false))).isEqualTo(html);
        assertThat(track(html, null)).contains("/t/o/");
    }

    @Test
    void leavesTheTextPartAndMessagesWithoutHtmlAlone() {
        RenderedMessage finished = tracker.finish(ID, request(Stream.BULK, Tracking.ALL), message(null, Map.of()));
        assertThat(finished.html()).isNull();
        assertThat(finished.text()).isEqualTo("text https://x.example/");
    }

    @Test
    void letsBulkMailBeUnsubscribedWithOneClick() {
        Map<String, String> headers = headers(CONFIG, Stream.BULK, Map.of("X-Order", "1"));
        assertThat(headers).containsOnlyKeys("X-Order", "List-Unsubscribe", "List-Unsubscribe-Post");
        assertThat(headers).containsEntry("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        String url = headers.getOrDefault("List-Unsubscribe", "");
        assertThat(url).startsWith("<https://mail.example.com/u/").endsWith(">");
        assertThat(tokens.verify(url.substring(28, url.length() - 1))).contains(new Token.Unsubscribe(ID));
        assertThat(headers(CONFIG, Stream.TRANSACTIONAL, Map.of())).isEmpty();
    }

    @Test
    void letsTheCallersHeaderWin() {
        Map<String, String> own = Map.of("list-unsubscribe", "<mailto:x@example.com>");
        assertThat(headers(CONFIG, Stream.BULK, own)).isEqualTo(own);
    }

    @Test
    void addsMailtoAndFeedbackIdWhereConfigured() {
        TrackingConfig config = new TrackingConfig(
                "https://mail.example.com", KEYS, CONFIG.streams(), Map.of(), "out@example.com", "sender1", null);
        Map<String, String> headers = headers(config, Stream.BULK, Map.of());
        assertThat(headers.get("List-Unsubscribe"))
                .matches(
                        "<mailto:out@example\\.com\\?subject=unsubscribe%20[\\w-]+>, <https://mail.example.com/u/[\\w-]+>");
        assertThat(headers).containsEntry("Feedback-ID", ":default:bulk:sender1");
    }

    @Test
    void tellsTheUnsubscribeUrlOfAMessage() {
        String url = tracker.unsubscribeUrl(ID, request(Stream.BULK, null));
        assertThat(tokens.verify(url.substring("https://mail.example.com/u/".length())))
                .contains(new Token.Unsubscribe(ID));
    }
}
