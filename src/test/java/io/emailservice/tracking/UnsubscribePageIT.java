package io.emailservice.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.config.Secret;
import io.emailservice.testing.BrowserTab;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The unsubscribe page as a recipient meets it, in a real browser. */
class UnsubscribePageIT {
    private static final UUID ID = UUID.fromString("0190b0a0-0000-7000-8000-000000000001");
    private static final Map<Integer, Secret> KEYS = Map.of(1, new Secret("0123456789abcdef0123456789abcdef"));
    private static final int TELEPHONE = 320;

    private static final Noted NOTED = new Noted();
    private static Vertx vertx;
    private static String base;
    private static BrowserTab tab;

    /** Notes who unsubscribed, if it may. */
    private static final class Noted implements Engagement {
        private final List<String> told = new CopyOnWriteArrayList<>();
        private volatile boolean able = true;

        @Override
        public Future<Void> opened(Visit visit) {
            told.add("opened");
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> clicked(Visit visit, String url, int link) {
            told.add("clicked");
            return Future.succeededFuture();
        }

        @Override
        public Future<Void> unsubscribed(Visit visit, boolean oneClick) {
            if (!able) {
                return Future.failedFuture("the store is away");
            }
            told.add(visit.messageId() + (oneClick ? " with one click" : " on the page"));
            return Future.succeededFuture();
        }
    }

    @BeforeAll
    static void open() throws Exception {
        vertx = Vertx.vertx();
        TrackingConfig defaults = TrackingConfig.defaults("https://mail.example.com", KEYS);
        TrackingConfig config =
                new TrackingConfig(defaults.baseUrl(), KEYS, defaults.streams(), Map.of(), null, null, "Shop & <Co>");
        Router router = Router.router(vertx);
        new TrackingRoutes(config, NOTED, Clock.systemUTC()).mount(router);
        HttpServer server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        base = "http://127.0.0.1:" + server.actualPort();
        tab = BrowserTab.open();
        tab.withoutScripts();
        tab.asWideAs(TELEPHONE);
    }

    @AfterAll
    static void close() throws Exception {
        if (tab != null) {
            tab.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @BeforeEach
    void visit() {
        NOTED.told.clear();
        NOTED.able = true;
        tab.visit(base + "/u/" + new Tokens(KEYS).unsubscribe(ID));
    }

    @Test
    void asksAndChangesNothing() {
        Document page = tab.document();

        assertThat(page.title()).isEqualTo("Unsubscribe");
        assertThat(page.select("html").attr("lang")).isEqualTo("en");
        assertThat(page.select("main p").text()).contains("Shop & <Co>");
        assertThat(NOTED.told).isEmpty();
    }

    @Test
    void unsubscribesWhenTheButtonIsPressed() {
        tab.press("form button");

        assertThat(NOTED.told).containsExactly(ID + " on the page");
        Document page = tab.document();
        assertThat(page.title()).isEqualTo("Unsubscribed");
        assertThat(page.select("html").attr("lang")).isEqualTo("en");
        assertThat(page.select("[role=status]").text()).isEqualTo("You are unsubscribed");
        assertThat(page.select("form")).isEmpty();
    }

    @Test
    void canBeWorkedWithKeys() {
        tab.tabAndEnter();

        assertThat(NOTED.told).containsExactly(ID + " on the page");
        assertThat(tab.document().title()).isEqualTo("Unsubscribed");
    }

    @Test
    void offersToTryAgainWhenItCouldNotBeStored() {
        NOTED.able = false;
        tab.press("form button");
        assertThat(tab.document().select("[role=alert]").text()).isEqualTo("That did not work yet");
        assertThat(NOTED.told).isEmpty();

        NOTED.able = true;
        tab.press("form button");

        assertThat(NOTED.told).containsExactly(ID + " on the page");
        assertThat(tab.document().title()).isEqualTo("Unsubscribed");
    }

    @Test
    void fitsATelephone() {
        assertThat(tab.width()).isEqualTo(TELEPHONE);
        tab.press("form button");
        assertThat(tab.width()).isEqualTo(TELEPHONE);
    }

    @Test
    void asksNobodyElseForAnything() {
        tab.press("form button");

        assertThat(tab.requested()).isNotEmpty().allMatch(url -> url.startsWith(base + "/u/"));
    }
}
