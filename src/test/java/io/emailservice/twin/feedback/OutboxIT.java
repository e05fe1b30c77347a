package io.emailservice.twin.feedback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emailservice.testing.TestClock;
import io.emailservice.twin.wire.Json;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The outbox on a real event loop, with a clock that stands until a test moves it. */
class OutboxIT {
    private static final OutboxLimits LIMITS = new OutboxLimits(5, 2, Duration.ofSeconds(1));

    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final TestClock clock = TestClock.create();
    private final Outbox outbox = new Outbox(vertx, clock, LIMITS);
    private final List<String> tried = new CopyOnWriteArrayList<>();
    private final List<String> accepted = new CopyOnWriteArrayList<>();
    private final List<Promise<Verdict>> open = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void postsInTheOrderOfTheirTime() {
        add("late", 200, Verdict.ACCEPTED);
        add("soon", 100, Verdict.ACCEPTED);
        clock.advance(Duration.ofMillis(150));
        await().until(() -> accepted.size() == 1);
        assertThat(accepted).containsExactly("soon");

        clock.advance(Duration.ofMillis(50));
        await().until(() -> accepted.size() == 2);
        assertThat(accepted).containsExactly("soon", "late");
    }

    @Test
    void dropsAndCountsWhatHasNoRoom() {
        for (int i = 0; i < 7; i++) {
            add("m-" + i, 1_000, Verdict.ACCEPTED);
        }
        clock.advance(Duration.ofSeconds(2));
        await().until(() -> accepted.size() == 5);

        assertThat(counters().get("dropped").asInt()).isEqualTo(2);
        assertThat(counters().get("planned").asInt()).isEqualTo(7);
    }

    @Test
    void hasOnlySoManyUnderWay() {
        for (int i = 0; i < 3; i++) {
            addOpen("m-" + i);
        }
        await().until(() -> tried.size() == 2);
        assertThat(counters().get("inFlight").asInt()).isEqualTo(2);
        assertThat(counters().get("waiting").asInt()).isEqualTo(1);

        loop.runOnContext(go -> open.get(0).complete(Verdict.ACCEPTED));
        await().until(() -> tried.size() == 3);
    }

    @Test
    void triesAgainAfterEveryPauseAndThenGivesUp() {
        add("m", 0, Verdict.FAILED);
        await().until(() -> tried.size() == 1);
        clock.advance(Duration.ofSeconds(9));
        assertThat(counters().get("waiting").asInt()).isEqualTo(1);
        clock.advance(Duration.ofSeconds(1));
        await().until(() -> tried.size() == 2);
        await().until(() -> counters().get("waiting").asInt() == 1);
        clock.advance(Duration.ofSeconds(20));
        await().until(() -> counters().get("givenUp").asInt() == 1);

        assertThat(tried).hasSize(3);
        assertThat(accepted).isEmpty();
    }

    @Test
    void forgetsWhatIsUnderWayWhenItIsReset() {
        addOpen("old");
        await().until(() -> tried.size() == 1);
        onLoop(outbox::reset);
        loop.runOnContext(go -> open.get(0).complete(Verdict.ACCEPTED));
        add("new", 0, Verdict.ACCEPTED);
        await().until(() -> !accepted.isEmpty());

        assertThat(accepted).containsExactly("new");
        assertThat(counters().get("inFlight").asInt()).isZero();
    }

    private void add(String name, long afterMillis, Verdict verdict) {
        add(afterMillis, new Named(name, Future.succeededFuture(verdict)));
    }

    private void addOpen(String name) {
        Promise<Verdict> verdict = Promise.promise();
        open.add(verdict);
        add(0, new Named(name, verdict.future()));
    }

    private void add(long afterMillis, Outbox.Post post) {
        onLoop(() -> outbox.add(clock.millis() + afterMillis, post));
    }

    private ObjectNode counters() {
        ObjectNode counters = Json.object();
        onLoop(() -> outbox.describe(counters));
        return counters;
    }

    private void onLoop(Runnable work) {
        Promise<Void> done = Promise.promise();
        loop.runOnContext(go -> {
            work.run();
            done.complete();
        });
        try {
            done.future().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private final class Named implements Outbox.Post {
        private final String name;
        private final Future<Verdict> verdict;

        Named(String name, Future<Verdict> verdict) {
            this.name = name;
            this.verdict = verdict;
        }

        @Override
        public Future<Verdict> attempt() {
            tried.add(name);
            return verdict;
        }

        @Override
        public List<Duration> pauses() {
            return List.of(Duration.ofSeconds(10), Duration.ofSeconds(20));
        }

        @Override
        public void accepted() {
            accepted.add(name);
        }

        @Override
        public void tried() {}
    }
}
