package io.emailservice.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class OutboxRelayTest {
    private static final Duration SHORT = Duration.ofMillis(10);
    private static final Duration NEVER = Duration.ofHours(1);
    private static final int BATCH = 10;

    private final MemoryLog log = new MemoryLog();
    private final RecordingSink first = new RecordingSink();
    private final RecordingSink second = new RecordingSink();
    private Vertx vertx;

    @BeforeEach
    void use(Vertx vertx) {
        this.vertx = vertx;
    }

    @Test
    void everySinkSeesEveryEventOnceAndInOrder() throws Exception {
        log.appendUpTo(35);
        start(SHORT, SHORT);
        await().until(() -> log.position() == 35);
        log.appendUpTo(37);
        await().until(() -> log.position() == 37);

        assertThat(first.taken).isEqualTo(upTo(37));
        assertThat(second.taken).isEqualTo(upTo(37));
    }

    @Test
    void aFullPageIsFollowedByTheNextWithoutAWait() throws Exception {
        log.appendUpTo(5 * BATCH);
        start(NEVER, NEVER);

        await().until(() -> log.position() == 5 * BATCH);
        assertThat(first.batches).hasValue(5);
    }

    @Test
    void aPageThatASinkFailedOnComesAgainToAllOfThem() throws Exception {
        log.appendUpTo(3);
        second.answer = failing(second, 2);
        start(SHORT, SHORT);

        await().until(() -> log.position() == 3);
        assertThat(first.taken).containsExactly(1, 2, 3, 1, 2, 3, 1, 2, 3);
        assertThat(second.taken).containsExactly(1, 2, 3, 1, 2, 3, 1, 2, 3);
    }

    @Test
    void aSinkThatThrowsIsAFailedSink() throws Exception {
        log.appendUpTo(3);
        first.answer = () -> {
            first.answer = Future::succeededFuture;
            throw new IllegalStateException("a bug");
        };
        start(SHORT, SHORT);

        await().until(() -> log.position() == 3);
        assertThat(first.taken).containsExactly(1, 2, 3, 1, 2, 3);
        assertThat(second.taken).containsExactly(1, 2, 3);
    }

    @Test
    void thePositionMovesOnlyAfterEverySinkHasTakenThePage() throws Exception {
        Promise<Void> taken = Promise.promise();
        second.answer = taken::future;
        log.appendUpTo(3);
        start(SHORT, SHORT);

        await().until(() -> second.batches.get() == 1);
        assertThat(log.position()).isZero();
        taken.complete();
        await().until(() -> log.position() == 3);
    }

    @Test
    void onePageIsUnderWayAtATime() throws Exception {
        Promise<Void> taken = Promise.promise();
        first.answer = taken::future;
        log.appendUpTo(3 * BATCH);
        String relay = start(SHORT, SHORT);
        await().until(() -> first.batches.get() == 1);
        Future<Void> stopped = vertx.undeploy(relay);

        assertThat(stopped.isComplete()).isFalse();
        assertThat(first.batches).hasValue(1);
        taken.complete();
        result(stopped);
        assertThat(first.taken).isEqualTo(upTo(3 * BATCH));
    }

    @Test
    void aLogThatIsOutOfOrderIsReadAgain() throws Exception {
        log.trouble(() -> Future.failedFuture("no connection"));
        log.appendUpTo(3);
        start(SHORT, SHORT);
        log.trouble(Future::succeededFuture);

        await().until(() -> log.position() == 3);
        assertThat(first.taken).endsWith(1, 2, 3);
    }

    @Test
    void aLogThatThrowsIsReadAgain() throws Exception {
        Promise<Void> asked = Promise.promise();
        log.trouble(() -> {
            asked.tryComplete();
            throw new IllegalStateException("pool is closed");
        });
        log.appendUpTo(3);
        start(SHORT, SHORT);
        result(asked.future());
        log.trouble(Future::succeededFuture);

        await().until(() -> log.position() == 3);
        assertThat(first.taken).endsWith(1, 2, 3);
    }

    @Test
    void anEmptyOutboxIsReadOncePerInterval() throws Exception {
        long started = System.nanoTime();
        start(Duration.ofMillis(20), NEVER);

        await().until(() -> log.emptyReads.get() >= 6);
        long readsBefore = log.emptyReads.get();
        long millis = Duration.ofNanos(System.nanoTime() - started).toMillis();
        assertThat(readsBefore).isLessThanOrEqualTo(millis / 19 + 2);
    }

    @Test
    void aFailedPageWaitsForTheRetryDelay() throws Exception {
        log.appendUpTo(3);
        first.answer = () -> Future.failedFuture("broker away");
        long started = System.nanoTime();
        start(NEVER, Duration.ofMillis(20));

        await().until(() -> first.batches.get() >= 6);
        long batches = first.batches.get();
        long millis = Duration.ofNanos(System.nanoTime() - started).toMillis();
        assertThat(batches).isLessThanOrEqualTo(millis / 19 + 2);
        assertThat(log.position()).isZero();
    }

    @Test
    void stoppingPublishesWhatIsAlreadyCommitted() throws Exception {
        String relay = start(NEVER, NEVER);
        await().until(() -> log.emptyReads.get() == 1);
        log.appendUpTo(25);
        result(vertx.undeploy(relay));

        assertThat(first.taken).isEqualTo(upTo(25));
        assertThat(second.taken).isEqualTo(upTo(25));
        assertThat(log.position()).isEqualTo(25);
    }

    @Test
    void stoppingGivesUpOnASinkThatFailsAndLosesNothing() throws Exception {
        String relay = start(NEVER, NEVER);
        await().until(() -> log.emptyReads.get() == 1);
        log.appendUpTo(3);
        first.answer = () -> Future.failedFuture("broker away");
        result(vertx.undeploy(relay));
        assertThat(log.position()).isZero();

        first.answer = Future::succeededFuture;
        start(SHORT, SHORT);
        await().until(() -> log.position() == 3);
        assertThat(second.taken).containsExactly(1, 2, 3);
    }

    @Test
    void aNewRelayGoesOnWhereTheLastOneStood() throws Exception {
        log.appendUpTo(3);
        String relay = start(SHORT, SHORT);
        await().until(() -> log.position() == 3);
        result(vertx.undeploy(relay));
        log.appendUpTo(5);
        start(SHORT, SHORT);

        await().until(() -> log.position() == 5);
        assertThat(first.taken).isEqualTo(upTo(5));
    }

    @CanIgnoreReturnValue
    private String start(Duration interval, Duration retryDelay) throws Exception {
        EventConfig config = new EventConfig(BATCH, interval, retryDelay);
        return result(vertx.deployVerticle(new OutboxRelay<>(log, List.of(first, second), config)));
    }

    private static Supplier<Future<Void>> failing(RecordingSink sink, int times) {
        return () -> sink.batches.get() <= times ? Future.failedFuture("broker away") : Future.succeededFuture();
    }

    private static List<Integer> upTo(int number) {
        return IntStream.rangeClosed(1, number).boxed().toList();
    }

    @CanIgnoreReturnValue
    private static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
