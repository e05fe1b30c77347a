package io.emailservice.api;

import static io.emailservice.api.RouteFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.config.Secret;
import io.emailservice.message.HoldScope;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HoldRoutesTest {
    private static final String READER = "key-that-only-reads";
    private static final String MANAGER = "key-that-manages-acme";
    private static final String OTHER = "key-of-another-tenant";
    private static final String OPERATOR = "key-of-the-operator";
    private static final UUID OF_ACME = UUID.fromString("0190b0a0-0000-7000-8000-000000000001");
    private static final UUID OF_ALL = UUID.fromString("0190b0a0-0000-7000-8000-000000000002");
    private static final String CAMPAIGN =
            "{\"scope\":\"campaign\",\"value\":\"spring\",\"action\":\"hold\",\"reason\":\"wrong price\"}";

    private final Vertx vertx = Vertx.vertx();
    private final WebClient web = WebClient.create(vertx);
    private final Book book = new Book();
    private final HttpVerticle server = new HttpVerticle(
            config(), Clock.systemUTC(), List.of(new HoldRoutes(new Authentication(new ApiKeys(config())), book)));

    @BeforeEach
    void start() {
        assertThat(result(vertx.deployVerticle(server))).isNotEmpty();
    }

    @AfterEach
    void stop() {
        assertThat(result(vertx.close().map(true))).isTrue();
    }

    @Test
    void aTenantsKeyStopsTheMessagesOfItsTenantAlone() {
        assertThat(place(MANAGER, CAMPAIGN)).isEqualTo(201);
        assertThat(place(OPERATOR, CAMPAIGN)).isEqualTo(201);
        assertThat(place(OPERATOR, CAMPAIGN.replace("{", "{\"tenant\":\"acme\",\"author\":\"ann\",")))
                .isEqualTo(201);

        assertThat(book.wishes)
                .extracting(HoldBook.Wish::scope)
                .containsExactly(campaign("acme"), campaign(null), campaign("acme"));
        assertThat(book.wishes).extracting(HoldBook.Wish::author).containsExactly("manager", "operator", "ann");
    }

    @Test
    void nobodyStopsAnythingWithoutTheRightTo() {
        assertThat(place("no-key-at-all", CAMPAIGN)).isEqualTo(401);
        assertThat(place(READER, CAMPAIGN)).isEqualTo(403);
        assertThat(place(OTHER, CAMPAIGN.replace("{", "{\"tenant\":\"acme\","))).isEqualTo(403);
        assertThat(place(OTHER, CAMPAIGN.replace("campaign", "tenant").replace("spring", "acme")))
                .isEqualTo(403);
        assertThat(lift(READER, OF_ACME)).isEqualTo(403);

        assertThat(book.wishes).isEmpty();
        assertThat(book.lifted).isEmpty();
    }

    @Test
    void nobodySeesOrLiftsTheHoldOfAnother() {
        assertThat(read(READER, OF_ACME)).isEqualTo(200);
        assertThat(read(OTHER, OF_ACME)).isEqualTo(404);
        assertThat(read(MANAGER, OF_ALL)).isEqualTo(404);
        assertThat(lift(OTHER, OF_ACME)).isEqualTo(404);
        assertThat(lift(MANAGER, OF_ALL)).isEqualTo(404);
        assertThat(lift(MANAGER, OF_ACME)).isEqualTo(200);
        assertThat(lift(OPERATOR, OF_ALL)).isEqualTo(200);

        assertThat(book.lifted).containsExactly(OF_ACME + " by manager", OF_ALL + " by operator");
    }

    @Test
    void listsWhatConcernsTheKeysTenant() {
        assertThat(ask(HttpMethod.GET, READER, "", "").statusCode()).isEqualTo(200);
        assertThat(ask(HttpMethod.GET, OPERATOR, "?state=all", "").statusCode()).isEqualTo(200);
        assertThat(ask(HttpMethod.GET, OPERATOR, "?state=old", "").statusCode()).isEqualTo(400);
        assertThat(ask(HttpMethod.GET, OPERATOR, "?cursor=2", "").statusCode()).isEqualTo(400);

        assertThat(book.listed).containsExactly("acme false", "null true");
    }

    @Test
    void saysWhatIsWrongWithAHold() {
        String body = "{\"scope\":\"weather\",\"action\":\"wait\",\"endsAt\":\"soon\",\"why\":\"x\"}";

        HttpResponse<Buffer> answer = ask(HttpMethod.POST, MANAGER, "", body);

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.bodyAsString()).contains("/scope", "/action", "/value", "/reason", "/endsAt", "/why");
        assertThat(place(OPERATOR, CAMPAIGN.replace("spring", "unheard-of"))).isEqualTo(422);
        String provider = CAMPAIGN.replace("campaign", "provider").replace("\"hold\"", "\"cancel\"");
        assertThat(place(OPERATOR, provider)).isEqualTo(422);
        book.full = true;
        assertThat(place(OPERATOR, CAMPAIGN)).isEqualTo(409);
        assertThat(book.wishes).isEmpty();
    }

    private static HoldScope campaign(@Nullable String tenant) {
        return new HoldScope(HoldScope.Kind.CAMPAIGN, "spring", tenant);
    }

    private int place(String key, String body) {
        return ask(HttpMethod.POST, key, "", body).statusCode();
    }

    private int read(String key, UUID id) {
        return ask(HttpMethod.GET, key, "/" + id, "").statusCode();
    }

    private int lift(String key, UUID id) {
        return ask(HttpMethod.POST, key, "/" + id + "/lift", "").statusCode();
    }

    private HttpResponse<Buffer> ask(HttpMethod method, String key, String path, String body) {
        return result(web.request(method, server.port(), "127.0.0.1", "/v1/holds" + path)
                .bearerTokenAuthentication(key)
                .putHeader("Content-Type", "application/json")
                .sendBuffer(Buffer.buffer(body)));
    }

    private static ApiConfig config() {
        return RouteFixture.config(
                new ApiKeyConfig("reader", "acme", Set.of(Right.READ), new Secret(READER), ""),
                new ApiKeyConfig("other", "other", Set.of(Right.READ, Right.MANAGE), new Secret(OTHER), ""),
                new ApiKeyConfig("operator", null, Set.of(Right.READ, Right.MANAGE), new Secret(OPERATOR), ""),
                new ApiKeyConfig("manager", "acme", Set.of(Right.READ, Right.MANAGE), new Secret(MANAGER), ""));
    }

    /** Two holds, one of a tenant and one of all; remembers what it was asked for. */
    private static final class Book implements HoldBook {
        private final List<Wish> wishes = new CopyOnWriteArrayList<>();
        private final List<String> lifted = new CopyOnWriteArrayList<>();
        private final List<String> listed = new CopyOnWriteArrayList<>();
        private volatile boolean full;

        @Override
        public @Nullable String problem(HoldScope scope) {
            return scope.value().equals("unheard-of") ? "is unknown" : null;
        }

        @Override
        public Future<Optional<JsonObject>> place(Wish wish) {
            if (full) {
                return Future.succeededFuture(Optional.empty());
            }
            wishes.add(wish);
            return Future.succeededFuture(Optional.of(new JsonObject()));
        }

        @Override
        public Future<List<JsonObject>> list(@Nullable String tenant, boolean over, @Nullable UUID before, int limit) {
            listed.add(tenant + " " + over);
            return Future.succeededFuture(List.of());
        }

        @Override
        public Future<Optional<View>> one(UUID id) {
            return Future.succeededFuture(Optional.of(
                    new View(id.equals(OF_ACME) ? "acme" : null, new JsonObject().put("id", id.toString()))));
        }

        @Override
        public Future<Optional<View>> lift(UUID id, String by) {
            lifted.add(id + " by " + by);
            return one(id);
        }
    }
}
