package io.emailservice.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FeedbackVerticleTest {
    private static final int POISON = -1;
    private static final Duration GIVES_WAY = Duration.ofMillis(200);

    private final Vertx vertx = Vertx.vertx();
    private final List<Integer> waiting = Collections.synchronizedList(new ArrayList<>());
    private final List<Integer> applied = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger away = new AtomicInteger();
    private final AtomicInteger storing = new AtomicInteger();
    private final AtomicInteger skipped = new AtomicInteger();
    private final AtomicInteger orphanRounds = new AtomicInteger();

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void readsEverythingInOrderAndPassesOverWhatCannotBeApplied() {
        for (int i = 0; i < 1_200; i++) {
            waiting.add(i == 777 ? POISON : i);
        }

        deploy();

        await().untilAsserted(() -> assertThat(waiting).isEmpty());
        assertThat(applied).hasSize(1_199).isSorted().doesNotContain(POISON);
        assertThat(skipped).hasValue(1);
        await().untilAsserted(() -> assertThat(orphanRounds).hasPositiveValue());
    }

    @Test
    void waitsForAStoreThatIsAwayAndSkipsNothing() {
        waiting.addAll(List.of(1, 2, 3));
        away.set(2);

        deploy();

        await().untilAsserted(() -> assertThat(applied).containsExactly(1, 2, 3));
        assertThat(skipped).hasValue(0);
    }

    @Test
    void readsInTheEndHoweverManyPostsAreBeingStored() {
        waiting.addAll(List.of(1, 2, 3));
        storing.set(1_000);

        deploy();

        await().untilAsserted(() -> assertThat(applied).containsExactly(1, 2, 3));
    }

    @Test
    void tellsThatPostsWaitWhileItCannotReadThem() {
        waiting.addAll(List.of(1, 2, 3));
        away.set(Integer.MAX_VALUE);

        FeedbackVerticle verticle = deploy();

        await().untilAsserted(() -> assertThat(verticle.waiting()).isTrue());
        assertThat(verticle.completed()).isZero();

        away.set(0);

        await().untilAsserted(() -> assertThat(verticle.completed()).isEqualTo(3));
        assertThat(verticle.waiting()).isFalse();
    }

    @CanIgnoreReturnValue
    private FeedbackVerticle deploy() {
        FeedbackVerticle verticle = new FeedbackVerticle(new Posts(), new Counts(), GIVES_WAY, Clock.systemUTC());
        assertThat(vertx.deployVerticle(verticle).toCompletionStage()).succeedsWithin(Duration.ofSeconds(5));
        return verticle;
    }

    private final class Posts implements Backlog {
        @Override
        public Future<Round> next(int most) {
            if (away.getAndDecrement() > 0) {
                return Future.failedFuture("away");
            }
            List<Integer> page = List.copyOf(waiting.subList(0, Math.min(most, waiting.size())));
            if (page.contains(POISON)) {
                return Future.failedFuture(new IllegalStateException("poison"));
            }
            applied.addAll(page);
            waiting.subList(0, page.size()).clear();
            return Future.succeededFuture(new Round(page.size(), page.size(), 0, 0, null));
        }

        @Override
        public Future<@Nullable UUID> skip() {
            assertThat(waiting.remove(0)).isEqualTo(POISON);
            return Future.succeededFuture(new UUID(0, 0));
        }

        @Override
        public Future<Tried> retryOrphans(int most) {
            orphanRounds.incrementAndGet();
            return Future.succeededFuture(new Tried(0, 0, 0));
        }

        @Override
        public int storing() {
            return storing.get();
        }

        @Override
        public boolean passing(Throwable failure) {
            return "away".equals(failure.getMessage());
        }
    }

    private final class Counts implements FeedbackMetrics {
        @Override
        public void read(Backlog.Round round, Duration age) {}

        @Override
        public void skipped() {
            skipped.incrementAndGet();
        }

        @Override
        public void retried(Backlog.Tried tried) {}
    }
}
