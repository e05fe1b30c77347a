package io.emailservice.provider.ses;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.Suppression;
import io.emailservice.message.SuppressionPage;
import io.emailservice.message.SuppressionReason;
import io.emailservice.provider.SuppressionList;
import io.emailservice.provider.SuppressionLists;
import io.emailservice.testing.ScriptedServer;
import io.emailservice.testing.Sections;
import io.emailservice.testing.TestClock;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SesSuppressionListIT {
    private static final String JSON = "application/x-amz-json-1.1";
    private static final String ITEM =
            "{\"EmailAddress\": \"A@x.example\", \"Reason\": \"COMPLAINT\", \"LastUpdateTime\": 1767139200.5}";
    private static final Suppression LISTED = new Suppression(
            "A@x.example", "*", SuppressionReason.COMPLAINT, "ses", Instant.parse("2025-12-31T00:00:00.5Z"), null);

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final TestClock clock = TestClock.create();
    private final ScriptedServer server = new ScriptedServer((request, connection) -> {});
    private final SesConfig config = Sections.read(
            "{accessKeyId: AKID, secretAccessKey: secret, endpoint: '%s'}".formatted(server.url()), SesConfig::from);
    private final SuppressionLists lists =
            result(() -> config.suppressionLists(vertx, clock)).result();
    private final SuppressionList list = lists.all().get(0);

    @BeforeEach
    void startClean() {
        server.requests().clear();
    }

    @AfterAll
    void close() throws Exception {
        server.close();
        assertThat(result(lists::close).succeeded()).isTrue();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void readsPagesAndThenOnlyWhatIsNew() {
        server.script((request, connection) -> connection.respond(
                200,
                JSON,
                "{\"SuppressedDestinationSummaries\": [" + ITEM + "]"
                        + (request.uri().contains("NextToken") ? "}" : ", \"NextToken\": \"more\"}")));

        SuppressionPage first = result(() -> list.read("")).result();
        SuppressionPage second = result(() -> list.read(first.next())).result();
        clock.advance(Duration.ofHours(5));
        SuppressionPage third = result(() -> list.read(second.next())).result();

        assertThat(first.suppressions()).containsExactly(LISTED);
        assertThat(List.of(first.last(), second.last(), third.last())).containsExactly(false, true, false);
        assertThat(uri(0)).doesNotContain("StartDate").contains("PageSize=1000");
        assertThat(uri(1)).contains("NextToken=more").doesNotContain("StartDate");
        assertThat(uri(2)).contains("StartDate=2025-12-31T23%3A00%3A00Z").doesNotContain("NextToken");
    }

    @Test
    void beginsTheRoundAgainIfItsTokenIsTooOld() {
        server.script((request, connection) -> {
            if (request.uri().contains("NextToken")) {
                connection.respond(400, JSON, "{\"message\": \"x\"}", "x-amzn-ErrorType: BadRequestException");
            } else {
                connection.respond(200, JSON, "{\"SuppressedDestinationSummaries\": [" + ITEM + "]}");
            }
        });
        String old = new ListCursor(null, clock.instant(), "old").text();

        SuppressionPage page = result(() -> list.read(old)).result();

        assertThat(page.suppressions()).containsExactly(LISTED);
        assertThat(page.last()).isTrue();
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void leavesOutAnAddressThatIsRefused() {
        server.script((request, connection) ->
                connection.respond(400, JSON, "{\"message\": \"x\"}", "x-amzn-ErrorType: BadRequestException"));

        assertThat(result(() -> list.add(List.of(LISTED))).succeeded()).isTrue();
        assertThat(result(() -> list.remove("a@x.example")).succeeded()).isTrue();
        assertThat(server.requests()).hasSize(2);
        assertThat(server.requests().get(0).body()).contains("COMPLAINT").contains("A@x.example");
    }

    @Test
    void removesAlsoWhatIsNotThere() {
        server.script((request, connection) ->
                connection.respond(404, JSON, "{\"message\": \"x\"}", "x-amzn-ErrorType: NotFoundException"));

        assertThat(result(() -> list.remove("a+b@x.example")).succeeded()).isTrue();
        assertThat(uri(0)).isEqualTo("/v2/email/suppression/addresses/a%2Bb%40x.example");
    }

    @Test
    void aFailureNamesNoAddress() {
        server.script((request, connection) -> connection.respond(
                429, JSON, "{\"message\": \"a@x.example\"}", "x-amzn-ErrorType: TooManyRequestsException"));

        for (Future<?> failed : List.of(
                result(() -> list.add(List.of(LISTED))),
                result(() -> list.remove("a@x.example")),
                result(() -> list.read("")))) {
            assertThat(failed.failed()).isTrue();
            assertThat(failed.cause().toString()).contains("TooManyRequests").doesNotContain("@x.example");
        }
    }

    private String uri(int number) {
        return server.requests().get(number).uri();
    }

    /** The future itself, complete. */
    private <T> Future<T> result(Supplier<Future<T>> call) {
        Promise<Future<T>> done = Promise.promise();
        context.runOnContext(run -> {
            Future<T> future = call.get();
            future.onComplete(ended -> done.complete(future));
        });
        try {
            return done.future().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception late) {
            throw new AssertionError(late);
        }
    }
}
