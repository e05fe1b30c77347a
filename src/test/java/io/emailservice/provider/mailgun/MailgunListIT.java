package io.emailservice.provider.mailgun;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.Suppression;
import io.emailservice.message.SuppressionPage;
import io.emailservice.message.SuppressionReason;
import io.emailservice.provider.SuppressionList;
import io.emailservice.provider.SuppressionLists;
import io.emailservice.testing.ScriptedServer;
import io.emailservice.testing.Sections;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MailgunListIT {
    private static final String JSON = "application/json";

    private final Vertx vertx = Vertx.vertx();
    private final Context context = vertx.getOrCreateContext();
    private final ScriptedServer server = new ScriptedServer((request, connection) -> {});
    private final MailgunConfig config = Sections.read(
            "{domain: mail.example.com, apiKey: key, baseUrl: '%s'}".formatted(server.url()), MailgunConfig::from);
    private final SuppressionLists lists =
            result(() -> config.suppressionLists(vertx, Clock.systemUTC())).result();

    @AfterEach
    void close() throws Exception {
        server.close();
        assertThat(result(lists::close).succeeded()).isTrue();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void leavesOutTheOneAddressThatIsRefused() {
        server.script(
                (request, connection) -> connection.respond(request.body().contains("\"7@") ? 400 : 200, JSON, "{}"));

        assertThat(result(() -> list(0).add(addresses(100))).succeeded()).isTrue();

        assertThat(server.requests()).hasSizeLessThan(20);
        List<String> taken = server.requests().stream()
                .map(ScriptedServer.Request::body)
                .filter(body -> !body.contains("\"7@"))
                .toList();
        for (int i = 0; i < 100; i++) {
            String quoted = "\"" + i + "@x.example\"";
            assertThat(taken.stream().filter(body -> body.contains(quoted))).hasSize(i == 7 ? 0 : 1);
        }
    }

    @Test
    void failsIfEveryAddressIsRefused() {
        server.script((request, connection) -> connection.respond(400, JSON, "{}"));

        assertThat(result(() -> list(0).add(addresses(4))).failed()).isTrue();
    }

    @Test
    void failsWhenMailgunIsBusy() {
        server.script((request, connection) -> connection.respond(429, JSON, "{}"));

        assertThat(result(() -> list(0).add(addresses(4))).failed()).isTrue();
        assertThat(result(() -> list(0).read("")).failed()).isTrue();
        assertThat(result(() -> list(0).remove("a@x.example")).failed()).isTrue();
        assertThat(server.requests()).hasSize(3);
    }

    @Test
    void removesAlsoWhatIsNotThere() {
        server.script((request, connection) -> connection.respond(404, JSON, "{}"));

        assertThat(result(() -> list(1).remove("a+b/c@x.example")).succeeded()).isTrue();
        assertThat(server.requests().get(0).uri()).isEqualTo("/v3/mail.example.com/complaints/a%2Bb%2Fc%40x.example");
    }

    @Test
    void neverAsksAnotherHost() {
        server.script((request, connection) -> connection.respond(
                200,
                JSON,
                "{\"items\": [{\"address\": \"a@x.example\"}], \"paging\": {\"next\": \"http://evil.example/x\"}}"));

        Future<SuppressionPage> page = result(() -> list(2).read(""));

        assertThat(page.failed()).isTrue();
        assertThat(server.requests().get(0).uri()).isEqualTo("/v3/mail.example.com/unsubscribes?limit=300");
    }

    private SuppressionList list(int number) {
        return lists.all().get(number);
    }

    private static List<Suppression> addresses(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new Suppression(
                        i + "@x.example", "*", SuppressionReason.HARD_BOUNCE, "test", Instant.EPOCH, null))
                .toList();
    }

    /** The future itself, complete. */
    private <T> Future<T> result(Supplier<Future<T>> call) {
        Promise<Future<T>> done = Promise.promise();
        context.runOnContext(run -> {
            Future<T> future = call.get();
            future.onComplete(ended -> done.complete(future));
        });
        try {
            return done.future().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception late) {
            throw new AssertionError(late);
        }
    }
}
