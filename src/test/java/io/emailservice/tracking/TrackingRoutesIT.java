package io.emailservice.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.emailservice.config.Secret;
import io.emailservice.testing.Chromium;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The endpoints over a real HTTP server, asked as browsers, mail programs and scanners ask. */
class TrackingRoutesIT {
    private static final UUID ID = UUID.fromString("0190b0a0-0000-7000-8000-000000000001");
    private static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");
    private static final Map<Integer, Secret> KEYS = Map.of(1, new Secret("0123456789abcdef0123456789abcdef"));
    private static final TrackingConfig DEFAULTS = TrackingConfig.defaults("https://mail.example.com", KEYS);
    private static final String FORM = "application/x-www-form-urlencoded";

    private final Tokens tokens = new Tokens(KEYS);
    private final Noted engagement = new Noted();
    private final HttpClient client = HttpClient.newHttpClient();
    private Vertx vertx;
    private TrackingRoutes routes;
    private String base;

    /** Notes what it is told, and answers with {@code answer}. */
    private static final class Noted implements Engagement {
        private final List<String> told = new CopyOnWriteArrayList<>();
        private final List<Visit> visits = new CopyOnWriteArrayList<>();
        private volatile Future<Void> answer = Future.succeededFuture();

        private Future<Void> note(Visit visit, String what) {
            visits.add(visit);
            told.add(what);
            return answer;
        }

        @Override
        public Future<Void> opened(Visit visit) {
            return note(visit, "opened");
        }

        @Override
        public Future<Void> clicked(Visit visit, String url, int link) {
            return note(visit, "clicked " + link + " " + url);
        }

        @Override
        public Future<Void> unsubscribed(Visit visit, boolean oneClick) {
            return note(visit, oneClick ? "one click" : "page");
        }
    }

    @BeforeEach
    void start() throws Exception {
        vertx = Vertx.vertx();
        TrackingConfig config =
                new TrackingConfig(DEFAULTS.baseUrl(), KEYS, DEFAULTS.streams(), Map.of(), null, null, "Shop & <Co>");
        routes = new TrackingRoutes(config, engagement, Clock.fixed(NOW, ZoneOffset.UTC));
        Router router = Router.router(vertx);
        routes.mount(router);
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        base = "http://127.0.0.1:" + server.actualPort();
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    private HttpResponse<byte[]> ask(String method, String path, @Nullable String type, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .header("User-Agent", "Mozilla/5.0 (test)")
                .header("Purpose", "prefetch")
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        return client.send(
                type == null
                        ? request.build()
                        : request.header("Content-Type", type).build(),
                BodyHandlers.ofByteArray());
    }

    private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
        return ask("GET", path, null, "");
    }

    private static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    private static Document page(HttpResponse<byte[]> response) {
        assertThat(header(response, "content-type")).isEqualTo("text/html; charset=utf-8");
        assertThat(header(response, "content-security-policy")).contains("default-src 'none'");
        return Jsoup.parse(new String(response.body(), StandardCharsets.UTF_8));
    }

    private static void hardened(HttpResponse<?> response) {
        assertThat(header(response, "cache-control")).contains("no-store");
        assertThat(header(response, "x-content-type-options")).isEqualTo("nosniff");
        assertThat(header(response, "referrer-policy")).isEqualTo("no-referrer");
        assertThat(header(response, "x-robots-tag")).contains("noindex");
    }

    @Test
    void answersAnOpenWithAPictureAndRecordsIt() throws Exception {
        HttpResponse<byte[]> response = get("/t/o/" + tokens.open(ID));
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(header(response, "content-type")).isEqualTo("image/gif");
        assertThat(new String(response.body(), 0, 6, StandardCharsets.US_ASCII)).isEqualTo("GIF89a");
        hardened(response);
        assertThat(engagement.told).containsExactly("opened");
        Visit visit = engagement.visits.get(0);
        assertThat(visit.messageId()).isEqualTo(ID);
        assertThat(visit.time()).isEqualTo(NOW);
        assertThat(visit.head()).isFalse();
        assertThat(visit.userAgent()).isEqualTo("Mozilla/5.0 (test)");
        assertThat(visit.address()).isEqualTo("127.0.0.1");
        assertThat(visit.headers()).containsEntry("purpose", "prefetch");
    }

    @Test
    void tellsHeadFromGet() throws Exception {
        HttpResponse<byte[]> open = ask("HEAD", "/t/o/" + tokens.open(ID), null, "");
        assertThat(open.statusCode()).isEqualTo(200);
        assertThat(open.body()).isEmpty();
        HttpResponse<byte[]> click = ask("HEAD", "/t/c/" + tokens.click(ID, "https://x.example/", 0), null, "");
        assertThat(click.statusCode()).isEqualTo(302);
        assertThat(engagement.visits).hasSize(2).allMatch(Visit::head);
    }

    @Test
    void showsAPictureForAnUnknownOpenButRecordsNothing() throws Exception {
        HttpResponse<byte[]> response = get("/t/o/nonsense");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(header(response, "content-type")).isEqualTo("image/gif");
        assertThat(engagement.told).isEmpty();
    }

    @Test
    void redirectsAClickToItsSignedTarget() throws Exception {
        HttpResponse<byte[]> response = get("/t/c/" + tokens.click(ID, "https://x.example/a b?q=é&r=1#f", 7));
        assertThat(response.statusCode()).isEqualTo(302);
        assertThat(header(response, "location")).isEqualTo("https://x.example/a%20b?q=%C3%A9&r=1#f");
        hardened(response);
        assertThat(engagement.told).containsExactly("clicked 7 https://x.example/a b?q=é&r=1#f");
    }

    @Test
    void neverRedirectsForATokenThatWeDidNotMake() throws Exception {
        String forged = new Tokens(Map.of(1, new Secret("another secret of 32 characters!")))
                .click(ID, "https://evil.example/", 0);
        for (String token : List.of(forged, tokens.open(ID), tokens.unsubscribe(ID), "https:%2F%2Fevil.example", "x")) {
            HttpResponse<byte[]> response = get("/t/c/" + token);
            assertThat(response.statusCode()).isEqualTo(404);
            assertThat(response.headers().firstValue("location")).isEmpty();
            assertThat(page(response).title()).isEqualTo("Link not found");
        }
        assertThat(engagement.told).isEmpty();
    }

    @Test
    void answersThoughRecordingFailsAndCountsWhatIsLost() throws Exception {
        engagement.answer = Future.failedFuture("store is down");
        assertThat(get("/t/o/" + tokens.open(ID)).statusCode()).isEqualTo(200);
        assertThat(get("/t/c/" + tokens.click(ID, "https://x.example/", 0)).statusCode())
                .isEqualTo(302);
        await().untilAsserted(() -> assertThat(routes.lost()).isEqualTo(2));
    }

    @Test
    void doesNotWaitForTheRecordOfAnOpen() throws Exception {
        engagement.answer = Promise.<Void>promise().future();
        assertThat(get("/t/o/" + tokens.open(ID)).statusCode()).isEqualTo(200);
    }

    @Test
    void showsAPageThatChangesNothing() throws Exception {
        HttpResponse<byte[]> response = get("/u/" + tokens.unsubscribe(ID));
        assertThat(response.statusCode()).isEqualTo(200);
        hardened(response);
        Document page = page(response);
        assertThat(page.select("html").attr("lang")).isEqualTo("en");
        assertThat(page.select("main h1").text()).isEqualTo("Unsubscribe?");
        assertThat(page.select("main p").text()).contains("Shop & <Co>");
        assertThat(page.select("form[method=post] button[type=submit]")).hasSize(1);
        assertThat(page.select("script, link, img, [src], [href], [style]")).isEmpty();
        HttpResponse<byte[]> head = ask("HEAD", "/u/" + tokens.unsubscribe(ID), null, "");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(engagement.told).isEmpty();
    }

    @Test
    void allowsExactlyTheStyleOfThePage() throws Exception {
        HttpResponse<byte[]> response = get("/u/" + tokens.unsubscribe(ID));
        String style = page(response).select("style").get(0).data();
        assertThat(header(response, "content-security-policy")).contains("style-src 'sha256-" + sha256(style) + "'");
    }

    private static String sha256(String text) throws NoSuchAlgorithmException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(digest);
    }

    @Test
    void unsubscribesWithOneClickInBothEncodings() throws Exception {
        String path = "/u/" + tokens.unsubscribe(ID);
        HttpResponse<byte[]> encoded = ask("POST", path, FORM, "List-Unsubscribe=One-Click");
        String multipart =
                "--b1\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b1--\r\n";
        HttpResponse<byte[]> parts = ask("POST", path, "multipart/form-data; boundary=b1", multipart);
        assertThat(List.of(encoded.statusCode(), parts.statusCode())).containsOnly(200);
        assertThat(page(parts).select("h1").text()).isEqualTo("You are unsubscribed");
        assertThat(engagement.told).containsExactly("one click", "one click");
    }

    @Test
    void unsubscribesWithTheFormOfThePage() throws Exception {
        HttpResponse<byte[]> response = ask("POST", "/u/" + tokens.unsubscribe(ID), FORM, "confirm=yes");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(engagement.told).containsExactly("page");
    }

    @Test
    void refusesAPostThatDoesNotAskForIt() throws Exception {
        String path = "/u/" + tokens.unsubscribe(ID);
        assertThat(ask("POST", path, FORM, "x=y").statusCode()).isEqualTo(400);
        assertThat(ask("POST", path, "application/json", "{\"List-Unsubscribe\":\"One-Click\"}")
                        .statusCode())
                .isEqualTo(400);
        assertThat(ask("POST", path, FORM, "x=" + "y".repeat(20_000)).statusCode())
                .isEqualTo(413);
        assertThat(ask("POST", "/u/" + tokens.open(ID), FORM, "confirm=yes").statusCode())
                .isEqualTo(404);
        assertThat(engagement.told).isEmpty();
    }

    @Test
    void saysDoneOnlyWhenItIs() throws Exception {
        engagement.answer = Future.failedFuture("store is down");
        HttpResponse<byte[]> response = ask("POST", "/u/" + tokens.unsubscribe(ID), FORM, "confirm=yes");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(header(response, "retry-after")).isEqualTo("60");
        assertThat(page(response).select("form button").text()).isEqualTo("Try again");
    }

    @Test
    void looksRightInABrowser() {
        Document page = Jsoup.parse(Chromium.required().dom(base + "/u/" + tokens.unsubscribe(ID)));
        assertThat(page.title()).isEqualTo("Unsubscribe");
        assertThat(page.select("main form button").text()).isEqualTo("Unsubscribe");
        assertThat(engagement.told).isEmpty();
    }
}
