package io.emailservice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class BatchWriterTest {
    private static final Vertx VERTX = Vertx.vertx();
    private static final BatchLimits LIMITS =
            new BatchLimits(100, 1, Duration.ZERO, 1_000, Duration.ofSeconds(5), Duration.ofSeconds(5));

    /** What was written, batch by batch, whatever came of it. */
    private final List<List<String>> batches = new CopyOnWriteArrayList<>();

    @AfterAll
    static void close() {
        Answer.of(VERTX.close());
    }

    @Test
    void writesWhatCameDuringAStatementWithTheNextOne() {
        Promise<Void> gate = Promise.promise();
        BatchWriter<String, String> writer =
                writer(LIMITS, items -> gate.future().map(open -> echo(items)));
        Future<String> first = writer.submit("a");
        awaitBatches(1);

        List<Future<String>> others = submit(writer, "b", "c", "d");
        gate.complete();

        assertThat(Answer.of(first)).isEqualTo("a!");
        assertThat(Answer.all(others)).containsExactly("b!", "c!", "d!");
        assertThat(batches).containsExactly(List.of("a"), List.of("b", "c", "d"));
    }

    @Test
    void neverWritesMoreRowsThanAllowed() {
        BatchLimits small = new BatchLimits(3, 1, Duration.ZERO, 100, LIMITS.deadline(), LIMITS.statement());
        BatchWriter<String, String> writer = writer(small, BatchWriterTest::written);

        assertThat(Answer.all(submit(writer, "a", "b", "c", "d", "e", "f", "g")))
                .hasSize(7);

        assertThat(batches).allSatisfy(batch -> assertThat(batch).hasSizeLessThanOrEqualTo(3));
    }

    @Test
    void lingersLongerWhileMuchComesIn() {
        BatchLimits limits = new BatchLimits(100, 1, Duration.ofMillis(60), 100, LIMITS.deadline(), LIMITS.statement());
        Promise<Void> gate = Promise.promise();
        BatchWriter<String, String> writer =
                writer(limits, items -> gate.future().map(open -> echo(items)));
        Future<String> first = writer.submit("first");
        awaitBatches(1);
        List<Future<String>> many = submit(
                writer, IntStream.range(0, 25).mapToObj(Integer::toString).toArray(String[]::new));
        gate.complete();
        assertThat(Answer.of(first)).isEqualTo("first!");
        assertThat(Answer.all(many)).hasSize(25);
        long afterMany = System.nanoTime();

        assertThat(Answer.of(writer.submit("next"))).isEqualTo("next!");

        assertThat(Duration.ofNanos(System.nanoTime() - afterMany)).isGreaterThan(Duration.ofMillis(150));
        assertThat(batches.get(1)).hasSize(25);
    }

    @Test
    void lingersOnlyBetweenStatementsThatAreNotFull() {
        BatchLimits slow = new BatchLimits(3, 1, Duration.ofMillis(300), 100, LIMITS.deadline(), LIMITS.statement());
        BatchWriter<String, String> writer = writer(slow, BatchWriterTest::written);
        long start = System.nanoTime();
        assertThat(Answer.of(writer.submit("a"))).isEqualTo("a!");
        assertThat(Answer.all(submit(writer, "b", "c", "d"))).hasSize(3);
        long busy = System.nanoTime();

        assertThat(Answer.of(writer.submit("e"))).isEqualTo("e!");

        assertThat(Duration.ofNanos(busy - start)).isLessThan(Duration.ofMillis(250));
        assertThat(Duration.ofNanos(System.nanoTime() - busy)).isGreaterThan(Duration.ofMillis(200));
    }

    @Test
    void refusesBeyondTheLimit() {
        BatchLimits few = new BatchLimits(10, 1, Duration.ZERO, 2, LIMITS.deadline(), LIMITS.statement());
        Promise<Void> gate = Promise.promise();
        BatchWriter<String, String> writer = writer(few, items -> gate.future().map(open -> echo(items)));
        List<Future<String>> accepted = submit(writer, "a", "b");

        assertThatThrownBy(() -> Answer.of(writer.submit("c"))).satisfies(because(StoreException.Reason.OVERLOADED));

        gate.complete();
        assertThat(Answer.all(accepted)).containsExactly("a!", "b!");
        assertThat(Answer.of(writer.submit("d"))).isEqualTo("d!");
    }

    @Test
    void aBadRowNeverFailsItsNeighbours() {
        BatchWriter<String, String> writer = writer(
                LIMITS, items -> items.contains("bad") ? Future.failedFuture(sqlState("22P05")) : written(items));
        List<Future<String>> all = new ArrayList<>(submit(writer, "a", "b", "c", "bad", "d", "e", "f"));

        assertThatThrownBy(() -> Answer.of(all.get(3))).satisfies(because(StoreException.Reason.REFUSED));

        all.remove(3);
        assertThat(Answer.all(all)).containsExactly("a!", "b!", "c!", "d!", "e!", "f!");
    }

    @Test
    void aBrokenStatementFailsTheBatchAtOnce() {
        BatchWriter<String, String> writer = writer(LIMITS, items -> Future.failedFuture(sqlState("42P01")));

        List<Future<String>> all = submit(writer, "a", "b");

        assertThatThrownBy(() -> Answer.of(all.get(0))).isInstanceOf(StoreException.class);
        assertThatThrownBy(() -> Answer.of(all.get(1))).isInstanceOf(StoreException.class);
        assertThat(batches.stream().mapToInt(List::size).sum()).isEqualTo(2);
    }

    @Test
    void waitsOutLostConnectionsAndKeepsTheOrder() {
        BatchWriter<String, String> writer = writer(
                LIMITS,
                items -> batches.size() < 4
                        ? Future.failedFuture(new VertxException("connection refused"))
                        : written(items));
        Future<String> first = writer.submit("a");
        awaitBatches(1);

        List<Future<String>> others = submit(writer, "b", "c");

        assertThat(Answer.of(first)).isEqualTo("a!");
        assertThat(Answer.all(others)).containsExactly("b!", "c!");
        assertThat(batches).containsExactly(List.of("a"), List.of("a"), List.of("a"), List.of("a"), List.of("b", "c"));
    }

    @Test
    void givesUpAfterTheDeadline() {
        BatchLimits hasty = new BatchLimits(10, 1, Duration.ZERO, 100, Duration.ofMillis(120), Duration.ofSeconds(5));
        BatchWriter<String, String> writer =
                writer(hasty, items -> Future.failedFuture(new VertxException("connection refused")));

        assertThatThrownBy(() -> Answer.of(writer.submit("a"))).satisfies(because(StoreException.Reason.UNAVAILABLE));

        assertThat(batches).hasSizeGreaterThan(1);
    }

    @Test
    void aStatementWithoutAnAnswerCountsAsLost() {
        BatchLimits hasty = new BatchLimits(10, 1, Duration.ZERO, 100, Duration.ofSeconds(5), Duration.ofMillis(50));
        Promise<List<@Nullable String>> never = Promise.promise();
        BatchWriter<String, String> writer =
                writer(hasty, items -> batches.size() == 1 ? never.future() : written(items));

        assertThat(Answer.of(writer.submit("a"))).isEqualTo("a!");
    }

    @Test
    void itemsOfOneKeyAreWrittenOneAfterTheOther() {
        BatchLimits two = new BatchLimits(10, 2, Duration.ZERO, 100, LIMITS.deadline(), LIMITS.statement());
        BatchWriter<String, String> writer = start(() -> new BatchWriter<>(
                "test",
                VERTX,
                two,
                item -> item.substring(0, 1),
                recorded(BatchWriterTest::written),
                StoreMetrics.NONE));

        assertThat(Answer.all(submit(writer, "a1", "a2", "b1", "a3", "c1"))).hasSize(5);

        assertThat(batches).allSatisfy(batch -> assertThat(batch)
                .extracting(item -> item.substring(0, 1))
                .doesNotHaveDuplicates());
        assertThat(batches.stream().flatMap(List::stream).filter(item -> item.startsWith("a")))
                .containsExactly("a1", "a2", "a3");
    }

    @Test
    void answersOnTheEventLoopOfTheCaller() {
        BatchWriter<String, String> writer = writer(LIMITS, BatchWriterTest::written);
        for (int i = 0; i < 4; i++) {
            Context caller = VERTX.getOrCreateContext();
            Promise<List<Thread>> threads = Promise.promise();
            caller.runOnContext(go -> {
                Thread asked = Thread.currentThread();
                writer.submit("a").onSuccess(answer -> threads.complete(List.of(asked, Thread.currentThread())));
            });

            List<Thread> both = Answer.of(threads.future());

            assertThat(both.get(1)).isSameAs(both.get(0));
        }
    }

    @Test
    void aCallersBugDoesNotTakeTheAnswersOfOthers() {
        BatchWriter<String, String> writer = writer(LIMITS, BatchWriterTest::written);
        Promise<Future<String>> asked = Promise.promise();
        VERTX.getOrCreateContext()
                .runOnContext(go -> asked.complete(writer.submit("a").onSuccess(answer -> {
                    throw new IllegalStateException("a bug of the caller");
                })));
        Future<String> careless = Answer.of(asked.future());
        Future<String> other = writer.submit("b");

        assertThat(Answer.of(other)).isEqualTo("b!");
        assertThat(Answer.of(careless)).isEqualTo("a!");
    }

    @Test
    void closesWhenEverythingAcceptedIsAnswered() {
        Promise<Void> gate = Promise.promise();
        BatchWriter<String, String> writer =
                writer(LIMITS, items -> gate.future().map(open -> echo(items)));
        List<Future<String>> accepted = submit(writer, "a", "b", "c");

        Future<Void> closed = writer.close();

        assertThatThrownBy(() -> Answer.of(writer.submit("d"))).satisfies(because(StoreException.Reason.CLOSED));
        assertThat(closed.isComplete()).isFalse();
        gate.complete();
        Answer.of(closed);
        assertThat(accepted).allMatch(Future::succeeded);
    }

    private BatchWriter<String, String> writer(
            BatchLimits limits, Function<List<String>, Future<List<@Nullable String>>> run) {
        return start(() -> new BatchWriter<>("test", VERTX, limits, item -> null, recorded(run), StoreMetrics.NONE));
    }

    private BatchWriter.Statement<String, String> recorded(Function<List<String>, Future<List<@Nullable String>>> run) {
        return items -> {
            batches.add(items);
            return run.apply(items);
        };
    }

    private static BatchWriter<String, String> start(Supplier<BatchWriter<String, String>> writer) {
        Promise<BatchWriter<String, String>> started = Promise.promise();
        VERTX.getOrCreateContext().runOnContext(go -> started.complete(writer.get()));
        return Answer.of(started.future());
    }

    private static List<Future<String>> submit(BatchWriter<String, String> writer, String... items) {
        return IntStream.range(0, items.length)
                .mapToObj(i -> writer.submit(items[i]))
                .toList();
    }

    private static Future<List<@Nullable String>> written(List<String> items) {
        return Future.succeededFuture(echo(items));
    }

    private static List<@Nullable String> echo(List<String> items) {
        return items.stream().<@Nullable String>map(item -> item + "!").toList();
    }

    private static PgException sqlState(String state) {
        return new PgException("refused", "ERROR", state, "");
    }

    private static Consumer<Throwable> because(StoreException.Reason reason) {
        return thrown -> assertThat(((StoreException) thrown).reason()).isEqualTo(reason);
    }

    private void awaitBatches(int count) {
        Awaitility.await().atMost(5, TimeUnit.SECONDS).until(() -> batches.size() >= count);
    }
}
