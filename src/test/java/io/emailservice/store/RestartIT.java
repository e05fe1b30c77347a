package io.emailservice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailservice.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class RestartIT {
    private static final int IN_FLIGHT = 60;

    @Test
    void nothingIsLostAndNothingWrittenTwiceWhenPostgresRestarts() throws IOException {
        EmbeddedPostgres first = TestPostgres.server("restart", 0);
        TestPostgres.Database database = new TestPostgres.Database(first, "postgres");
        Vertx vertx = Vertx.vertx();
        Store store = Answer.of(Store.open(vertx, database.config(), Clock.systemUTC(), StoreMetrics.NONE));
        AtomicInteger settled = new AtomicInteger();
        AtomicInteger target = new AtomicInteger(Integer.MAX_VALUE);
        List<Future<Void>> lives = new ArrayList<>();
        for (int i = 0; i < IN_FLIGHT; i++) {
            lives.add(live(store.messages(), settled, target));
        }

        Awaitility.await().atMost(20, TimeUnit.SECONDS).until(() -> settled.get() > 200);
        UUID any = UUID.fromString(database.value("SELECT id FROM message LIMIT 1"));
        StoredMessage known = Answer.of(store.messages().byId(any)).orElseThrow();
        first.close();
        assertThat(store.health().toCompletionStage().toCompletableFuture()).failsWithin(Duration.ofSeconds(5));
        whoReadsIsToldOfTheOutage(store, known);
        try (EmbeddedPostgres second = TestPostgres.server("restart", first.getPort())) {
            int before = settled.get();
            target.set(before + 500);
            assertThat(Answer.all(lives)).hasSize(IN_FLIGHT);

            TestPostgres.Database after = new TestPostgres.Database(second, "postgres");
            String count = String.valueOf(settled.get());
            assertThat(settled.get()).isGreaterThanOrEqualTo(before + 500);
            assertThat(after.rows("SELECT state, sequence, attempt, count(*) FROM message GROUP BY 1, 2, 3"))
                    .containsExactly("sent|2|1|" + count);
            assertThat(after.rows("SELECT type, sequence, count(*), count(DISTINCT message_id) FROM message_event"
                            + " GROUP BY 1, 2 ORDER BY 2"))
                    .containsExactly(
                            "message.accepted|1|" + count + "|" + count, "message.sent|2|" + count + "|" + count);
            Answer.of(store.health());
            Answer.of(store.close());
        }
        Answer.of(vertx.close());
    }

    /** An outage must not look like a bug: that would cost the message an attempt. */
    private static void whoReadsIsToldOfTheOutage(Store store, StoredMessage known) {
        UUID id = known.id();
        Messages messages = store.messages();
        Stream.<Supplier<Future<?>>>of(
                        () -> messages.byId(id),
                        () -> messages.settleByFeedback(id),
                        () -> messages.silences(id),
                        () -> messages.content(known),
                        () -> store.posts().readUntil(),
                        () -> store.templates().load("default", "welcome", null, List.of("en")))
                .forEach(reading -> assertThatThrownBy(() -> Answer.of(reading.get()))
                        .isInstanceOfSatisfying(StoreException.class, told -> assertThat(told.reason())
                                .isEqualTo(StoreException.Reason.UNAVAILABLE)));
    }

    /** One message after another, until enough are settled. */
    private static Future<Void> live(Messages messages, AtomicInteger settled, AtomicInteger target) {
        if (settled.get() >= target.get()) {
            return Future.succeededFuture();
        }
        NewMessage message = Sample.of(Sample.id().toString()).message();
        return messages.claim(message)
                .compose(claim -> claim.equals(new Claim.Opened(1))
                        ? messages.settle(Sample.sent(message.id(), 1))
                        : Future.failedFuture("not opened but " + claim))
                .compose(done -> {
                    assertThat(done).isTrue();
                    settled.incrementAndGet();
                    return live(messages, settled, target);
                });
    }
}
