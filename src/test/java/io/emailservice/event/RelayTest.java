package io.emailservice.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.emailservice.config.Problems;
import io.emailservice.config.Section;
import io.emailservice.event.kafka.KafkaConfig;
import io.emailservice.event.webhook.WebhookConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class RelayTest {
    private static final Duration SHORT = Duration.ofMillis(10);
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Duration LEASE = Duration.ofMillis(60);
    private static final int BATCH = 10;
    private static final WebhookConfig NO_WEBHOOKS =
            WebhookConfig.from(new Section("webhooks", JsonNodeFactory.instance.objectNode(), new Problems()));
    private static final KafkaConfig NO_KAFKA =
            KafkaConfig.from(new Section("kafka", JsonNodeFactory.instance.objectNode(), new Problems()));

    private final MemoryLog log = new MemoryLog();
    private final MemoryLeases leases = new MemoryLeases();
    private final RecordingSink first = new RecordingSink("first");
    private final RecordingSink second = new RecordingSink("second");
    private Vertx vertx;

    @BeforeEach
    void use(Vertx vertx) {
        this.vertx = vertx;
    }

    @Test
    void everySinkSeesEveryEventOnceAndInOrder() throws Exception {
        log.appendUpTo(35);
        start(first, SHORT, SHORT);
        start(second, SHORT, SHORT);
        await().until(() -> position(first) == 35 && position(second) == 35);
        log.appendUpTo(37);
        await().until(() -> position(first) == 37 && position(second) == 37);

        assertThat(first.taken).isEqualTo(upTo(37));
        assertThat(second.taken).isEqualTo(upTo(37));
    }

    @Test
    void aFullPageIsFollowedByTheNextWithoutAWait() throws Exception {
        log.appendUpTo(5 * BATCH);
        start(first, NEVER, NEVER);

        await().until(() -> position(first) == 5 * BATCH);
        assertThat(first.batches).hasValue(5);
    }

    @Test
    void aPageThatASinkFailedOnComesAgain() throws Exception {
        log.appendUpTo(3);
        first.answer = failing(first, 2);
        start(first, SHORT, SHORT);

        await().until(() -> position(first) == 3);
        assertThat(first.taken).containsExactly(1, 2, 3, 1, 2, 3, 1, 2, 3);
    }

    @Test
    void aSinkThatIsAwayStopsNoOther() throws Exception {
        first.answer = () -> Future.failedFuture("broker away");
        log.appendUpTo(35);
        start(first, SHORT, SHORT);
        start(second, SHORT, SHORT);

        await().until(() -> position(second) == 35);
        assertThat(position(first)).isZero();
        first.answer = Future::succeededFuture;
        await().until(() -> position(first) == 35);
    }

    @Test
    void aSinkThatThrowsIsAFailedSink() throws Exception {
        log.appendUpTo(3);
        first.answer = () -> {
            first.answer = Future::succeededFuture;
            throw new IllegalStateException("a bug");
        };
        start(first, SHORT, SHORT);

        await().until(() -> position(first) == 3);
        assertThat(first.taken).containsExactly(1, 2, 3, 1, 2, 3);
    }

    @Test
    void thePositionMovesOnlyAfterTheSinkHasTakenThePage() throws Exception {
        Promise<Void> taken = Promise.promise();
        first.answer = taken::future;
        log.appendUpTo(3);
        start(first, SHORT, SHORT);

        await().until(() -> first.batches.get() == 1);
        assertThat(position(first)).isZero();
        taken.complete();
        await().until(() -> position(first) == 3);
    }

    @Test
    void onePageIsUnderWayAtATime() throws Exception {
        Promise<Void> taken = Promise.promise();
        first.answer = taken::future;
        log.appendUpTo(3 * BATCH);
        String relay = start(first, SHORT, SHORT);
        await().until(() -> first.batches.get() == 1);
        Future<Void> stopped = vertx.undeploy(relay);

        assertThat(stopped.isComplete()).isFalse();
        assertThat(first.batches).hasValue(1);
        taken.complete();
        result(stopped);
        assertThat(first.taken).isEqualTo(upTo(3 * BATCH));
    }

    @Test
    void oneNodeWorksWhileTheOthersWait() throws Exception {
        RecordingSink other = new RecordingSink("first");
        start(first, SHORT, SHORT);
        await().until(() -> leases.owner(Part.whole("first")) != null);
        start(other, SHORT, SHORT);
        log.appendUpTo(35);

        await().until(() -> position(first) == 35);
        assertThat(first.taken).isEqualTo(upTo(35));
        assertThat(other.taken).isEmpty();
    }

    @Test
    void aNodeThatStopsHandsOverAtOnce() throws Exception {
        RecordingSink other = new RecordingSink("first");
        String relay = start(first, SHORT, SHORT);
        await().until(() -> leases.owner(Part.whole("first")) != null);
        start(other, SHORT, SHORT);
        log.appendUpTo(3);
        await().until(() -> position(first) == 3);
        result(vertx.undeploy(relay));
        log.appendUpTo(5);

        await().until(() -> position(first) == 5);
        assertThat(first.taken).containsExactly(1, 2, 3);
        assertThat(other.taken).containsExactly(4, 5);
        assertThat(first.closed).isTrue();
    }

    @Test
    void whoLostItsLeaseMovesNothingAndMayWinItBack() throws Exception {
        Promise<Void> taken = Promise.promise();
        first.answer = taken::future;
        log.appendUpTo(3);
        start(first, SHORT, SHORT);
        await().until(() -> first.batches.get() == 1);
        leases.expire(Part.whole("first"));
        UUID thief = UUID.randomUUID();
        assertThat(result(leases.claim(new Lease(Part.whole("first"), thief, NEVER))))
                .contains(0);
        first.answer = Future::succeededFuture;
        taken.complete();

        assertThat(position(first)).isZero();
        leases.expire(Part.whole("first"));
        await().until(() -> position(first) == 3);
        assertThat(first.taken).containsExactly(1, 2, 3, 1, 2, 3);
    }

    @Test
    void aMoveThatFailsRepeatsThePage() throws Exception {
        log.appendUpTo(3);
        leases.beforeMoving = () -> {
            leases.beforeMoving = Future::succeededFuture;
            return Future.failedFuture("no connection");
        };
        start(first, SHORT, SHORT);

        await().until(() -> position(first) == 3);
        assertThat(first.taken).containsExactly(1, 2, 3, 1, 2, 3);
    }

    @Test
    void partsShareTheSubjectsAndKeepTheOrderOfEach() throws Exception {
        log.appendUpTo(200, 20);
        EventConfig config = new EventConfig(BATCH, SHORT, SHORT, 3, LEASE, NO_KAFKA, NO_WEBHOOKS);
        result(vertx.deployVerticle(new RelayVerticle<>(new Outbox<>(log, leases, EventMetrics.NONE), first, config)));

        await().until(() ->
                IntStream.range(0, 3).allMatch(number -> leases.position(new Part("first", number, 3)) == 200));
        assertThat(first.taken).containsExactlyInAnyOrderElementsOf(upTo(200));
        for (int subject = 0; subject < 20; subject++) {
            int one = subject;
            assertThat(first.taken.stream().filter(number -> number % 20 == one))
                    .isSorted();
        }
    }

    @Test
    void aLogThatIsOutOfOrderIsReadAgain() throws Exception {
        log.trouble(() -> Future.failedFuture("no connection"));
        log.appendUpTo(3);
        start(first, SHORT, SHORT);
        log.trouble(Future::succeededFuture);

        await().until(() -> position(first) == 3);
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
        start(first, SHORT, SHORT);
        result(asked.future());
        log.trouble(Future::succeededFuture);

        await().until(() -> position(first) == 3);
        assertThat(first.taken).endsWith(1, 2, 3);
    }

    @Test
    void anEmptyOutboxIsReadOncePerInterval() throws Exception {
        long started = System.nanoTime();
        start(first, Duration.ofMillis(20), NEVER);

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
        start(first, NEVER, Duration.ofMillis(20));

        await().until(() -> first.batches.get() >= 6);
        long batches = first.batches.get();
        long millis = Duration.ofNanos(System.nanoTime() - started).toMillis();
        assertThat(batches).isLessThanOrEqualTo(millis / 19 + 2);
        assertThat(position(first)).isZero();
    }

    @Test
    void stoppingPublishesWhatIsAlreadyCommitted() throws Exception {
        String relay = start(first, NEVER, NEVER);
        await().until(() -> log.emptyReads.get() == 1);
        log.appendUpTo(25);
        result(vertx.undeploy(relay));

        assertThat(first.taken).isEqualTo(upTo(25));
        assertThat(position(first)).isEqualTo(25);
    }

    @Test
    void stoppingGivesUpOnASinkThatFailsAndLosesNothing() throws Exception {
        String relay = start(first, NEVER, NEVER);
        await().until(() -> log.emptyReads.get() == 1);
        log.appendUpTo(3);
        first.answer = () -> Future.failedFuture("broker away");
        result(vertx.undeploy(relay));
        assertThat(position(first)).isZero();

        first.answer = Future::succeededFuture;
        start(first, SHORT, SHORT);
        await().until(() -> position(first) == 3);
        assertThat(first.taken).endsWith(1, 2, 3);
    }

    @Test
    void aNewRelayGoesOnWhereTheLastOneStood() throws Exception {
        log.appendUpTo(3);
        String relay = start(first, SHORT, SHORT);
        await().until(() -> position(first) == 3);
        result(vertx.undeploy(relay));
        log.appendUpTo(5);
        start(first, SHORT, SHORT);

        await().until(() -> position(first) == 5);
        assertThat(first.taken).isEqualTo(upTo(5));
    }

    @CanIgnoreReturnValue
    private String start(RecordingSink sink, Duration interval, Duration retryDelay) throws Exception {
        EventConfig config = new EventConfig(BATCH, interval, retryDelay, 1, LEASE, NO_KAFKA, NO_WEBHOOKS);
        return result(
                vertx.deployVerticle(new RelayVerticle<>(new Outbox<>(log, leases, EventMetrics.NONE), sink, config)));
    }

    private int position(RecordingSink sink) {
        return leases.position(Part.whole(sink.name()));
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
