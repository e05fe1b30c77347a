package io.emailservice.api;

import static io.emailservice.api.RouteFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.config.Secret;
import io.emailservice.message.DeadLetterSearch;
import io.emailservice.message.FailureClass;
import io.emailservice.message.MessageState;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadLetterRoutesTest {
    private static final String READER = "key-that-only-reads";
    private static final String MANAGER = "key-that-manages";
    private static final String OTHER = "key-of-another-tenant";
    private static final String OPERATOR = "key-of-an-operator";
    private static final UUID ID = UUID.fromString("0190b0a0-0000-7000-8000-000000000001");
    private static final UUID JOB = UUID.fromString("0190b0a0-0000-7000-8000-000000000002");
    private static final UUID MADE = UUID.fromString("0190b0a0-0000-7000-8000-000000000003");

    private final Vertx vertx = Vertx.vertx();
    private final WebClient web = WebClient.create(vertx);
    private final Book book = new Book();
    private final HttpVerticle server = new HttpVerticle(
            config(),
            Clock.systemUTC(),
            List.of(new DeadLetterRoutes(new Authentication(new ApiKeys(config())), book)));

    @BeforeEach
    void start() {
        assertThat(result(vertx.deployVerticle(server))).isNotEmpty();
    }

    @AfterEach
    void stop() {
        assertThat(result(vertx.close().map(true))).isTrue();
    }

    @Test
    void searchesWithinTheTenantOfTheKey() {
        JsonObject page = get(
                        READER,
                        "?class=content&campaign=spring&code=c&text=t&since=2026-01-01T00:00:00Z&limit=7"
                                + "&until=2026-01-02T00:00:00Z&cursor=" + MADE)
                .bodyAsJsonObject();

        assertThat(page.getString("next")).isEqualTo(ID.toString());
        assertThat(book.searches)
                .containsExactly(new DeadLetterSearch(
                        "acme",
                        "spring",
                        FailureClass.CONTENT,
                        "c",
                        "t",
                        Instant.parse("2026-01-01T00:00:00Z"),
                        Instant.parse("2026-01-02T00:00:00Z"),
                        MADE,
                        7));
        assertThat(get(READER, "?tenant=other").statusCode()).isEqualTo(403);
    }

    @Test
    void namesEveryFieldOfASearchThatBreaksARule() {
        HttpResponse<Buffer> answer = get(
                READER, "?class=bad&since=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z&limit=0&cursor=1&campain=x");

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.bodyAsString())
                .contains("/class", "/until", "/limit", "/cursor", "/campain", "sender_config");
        assertThat(book.searches).isEmpty();
    }

    @Test
    void showsALetterOnlyToItsTenantAndARefusedJobOnlyToOperators() {
        assertThat(get(READER, "/" + ID).statusCode()).isEqualTo(200);
        assertThat(get(OTHER, "/" + ID).statusCode()).isEqualTo(404);
        assertThat(get(READER, "/" + JOB).statusCode()).isEqualTo(404);
        assertThat(get(OPERATOR, "/" + JOB).statusCode()).isEqualTo(200);
        assertThat(get(OPERATOR, "/nonsense").statusCode()).isEqualTo(404);
    }

    @Test
    void redrivesInTheNameOfTheKeyUnlessAnAuthorIsNamed() {
        HttpResponse<Buffer> made = post(MANAGER, "/" + ID + "/redrive", "{\"reason\":\"template fixed\"}");
        HttpResponse<Buffer> again =
                post(MANAGER, "/" + ID + "/redrive", "{\"reason\":\"to be sure\",\"author\":\"ann\"}");

        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(made.bodyAsJsonObject().getString("messageId")).isEqualTo(MADE.toString());
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.bodyAsJsonObject().getBoolean("alreadyRedriven")).isTrue();
        assertThat(book.grounds)
                .containsExactly(new Grounds("manager", "template fixed"), new Grounds("ann", "to be sure"));
    }

    @Test
    void redrivesNothingForWhoMayNotOrDoesNotSayWhy() {
        assertThat(post(READER, "/" + ID + "/redrive", "{\"reason\":\"r\"}").statusCode())
                .isEqualTo(403);
        assertThat(post(OTHER, "/" + ID + "/redrive", "{\"reason\":\"r\"}").statusCode())
                .isEqualTo(404);
        assertThat(post(MANAGER, "/" + ID + "/redrive", "{\"author\":\"\",\"why\":1}")
                        .bodyAsString())
                .contains("/reason", "/author", "/why");
        HttpResponse<Buffer> refused = post(OPERATOR, "/" + JOB + "/redrive", "{\"reason\":\"r\"}");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.bodyAsJsonObject().getString("detail")).isEqualTo("its request breaks rules");
        assertThat(book.grounds).hasSize(1);
    }

    @Test
    void redrivesManyOnlyIfTheirNumberOrAllIsSaid() {
        String some = "{\"filter\":{\"class\":\"content\"},\"limit\":5,\"reason\":\"r\",\"cursor\":\"" + MADE + "\"}";
        JsonObject report = post(MANAGER, "/redrive", some).bodyAsJsonObject();

        assertThat(report)
                .isEqualTo(new JsonObject(
                        "{\"redriven\":1,\"alreadyRedriven\":1,\"refused\":1,\"refusedBecause\":{\"expired\":1},"
                                + "\"refusals\":[{\"id\":\"" + JOB
                                + "\",\"cause\":\"expired\",\"detail\":\"too late\"}],\"next\":\"" + ID
                                + "\"}"));
        assertThat(post(OPERATOR, "/redrive", "{\"all\":true,\"reason\":\"r\"}").statusCode())
                .isEqualTo(200);
        assertThat(book.searches)
                .containsExactly(
                        new DeadLetterSearch("acme", null, FailureClass.CONTENT, null, null, null, null, MADE, 5),
                        new DeadLetterSearch(null, null, null, null, null, null, null, null, RedriveMany.MOST));
        assertThat(post(MANAGER, "/redrive", "{\"reason\":\"r\"}").bodyAsString())
                .contains("/limit");
        assertThat(post(MANAGER, "/redrive", "{\"limit\":1,\"all\":true,\"reason\":\"r\"}")
                        .bodyAsString())
                .contains("/all");
        assertThat(post(MANAGER, "/redrive", "{\"limit\":0,\"filter\":{\"until\":\"now\",\"to\":1}}")
                        .bodyAsString())
                .contains("/limit", "/filter/until", "/filter/to", "/reason");
        assertThat(post(MANAGER, "/redrive", "{\"filter\":{\"tenant\":\"other\"},\"limit\":1,\"reason\":\"r\"}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(book.searches).hasSize(2);
    }

    private HttpResponse<Buffer> get(String key, String path) {
        return result(web.request(HttpMethod.GET, server.port(), "127.0.0.1", "/v1/dead-letters" + path)
                .bearerTokenAuthentication(key)
                .send());
    }

    private HttpResponse<Buffer> post(String key, String path, String body) {
        return result(web.request(HttpMethod.POST, server.port(), "127.0.0.1", "/v1/dead-letters" + path)
                .bearerTokenAuthentication(key)
                .putHeader("Content-Type", "application/json")
                .sendBuffer(Buffer.buffer(body)));
    }

    private static ApiConfig config() {
        return RouteFixture.config(
                new ApiKeyConfig("reader", "acme", Set.of(Right.READ), new Secret(READER), ""),
                new ApiKeyConfig("other", "other", Set.of(Right.READ, Right.MANAGE), new Secret(OTHER), ""),
                new ApiKeyConfig("operator", null, Set.of(Right.READ, Right.MANAGE), new Secret(OPERATOR), ""),
                new ApiKeyConfig("manager", "acme", Set.of(Right.MANAGE), new Secret(MANAGER), ""));
    }

    /** One message of the tenant acme and one job that could not be read. */
    private static final class Book implements DeadLetterBook {
        private final List<DeadLetterSearch> searches = new CopyOnWriteArrayList<>();
        private final List<Grounds> grounds = new CopyOnWriteArrayList<>();

        @Override
        public Future<Page> page(DeadLetterSearch search) {
            searches.add(search);
            return Future.succeededFuture(new Page(List.of(new JsonObject()), ID));
        }

        @Override
        public Future<Optional<View>> one(UUID id) {
            View view = new View(id.equals(JOB) ? null : "acme", new JsonObject());
            return Future.succeededFuture(id.equals(ID) || id.equals(JOB) ? Optional.of(view) : Optional.empty());
        }

        @Override
        public Future<RedriveReport> redriveMany(RedriveMany wish) {
            searches.add(wish.search());
            Accepted accepted = new Accepted(MADE, MessageState.QUEUED, false);
            return Future.succeededFuture(RedriveReport.NOTHING
                    .and(new Redriven.As(ID, accepted, false))
                    .and(new Redriven.As(ID, accepted, true))
                    .and(new Redriven.Refused(JOB, "expired", "too late"))
                    .goingOn(ID));
        }

        @Override
        public Future<Redriven> redrive(UUID id, Grounds given) {
            boolean again = !grounds.isEmpty();
            grounds.add(given);
            return Future.succeededFuture(
                    id.equals(JOB)
                            ? new Redriven.Refused(id, "invalid", "its request breaks rules")
                            : new Redriven.As(id, new Accepted(MADE, MessageState.QUEUED, again), again));
        }
    }
}
