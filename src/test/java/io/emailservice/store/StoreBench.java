package io.emailservice.store;

import io.emailservice.config.Secret;
import io.emailservice.message.Content;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Measures what a message costs in the store: claimed, then settled as sent, by a fixed number of lives in flight. The
 * last line is JSON. CPU is counted over all processes of the server, which must run on this Linux machine, and over this
 * JVM.
 *
 * <p>Arguments: url, user, messages per round, rounds, lives in flight, rows per batch, linger in milliseconds.
 */
public final class StoreBench {
    private static final Content CONTENT = new Content("Hello {{firstName}}", "<p>Hello</p>".repeat(200), null);
    private static final long NANOS_PER_TICK = 10_000_000;

    private final Messages messages;
    private final long postmaster;
    private final int count;
    private final long[] latencies;
    private int started;
    private int ended;

    private StoreBench(Messages messages, long postmaster, int count) {
        this.postmaster = postmaster;
        this.messages = messages;
        this.count = count;
        this.latencies = new long[count];
    }

    public static void main(String[] args) throws Exception {
        StoreConfig base = StoreConfig.DEFAULTS.at(args[0], args[1], new Secret(""));
        StoreConfig config = new StoreConfig(
                base.url(),
                base.user(),
                base.password(),
                true,
                8,
                1_000,
                Integer.parseInt(args[5]),
                Duration.ofMillis(Integer.parseInt(args[6])),
                20_000,
                base.deadline(),
                base.statementTimeout(),
                base.retention(),
                base.partitionsAhead());
        long postmaster = postmaster(config);
        Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
        Context loop = vertx.getOrCreateContext();
        Batches batches = new Batches();
        Promise<Store> opened = Promise.promise();
        loop.runOnContext(
                go -> Store.open(vertx, config, Clock.systemUTC(), batches).onComplete(opened));
        Store store = Answer.of(opened.future());
        for (int round = 1; round <= Integer.parseInt(args[3]); round++) {
            System.out.println(new StoreBench(store.messages(), postmaster, Integer.parseInt(args[2]))
                    .round(loop, Integer.parseInt(args[4]), batches));
        }
        Answer.of(store.close());
        Answer.of(vertx.close());
    }

    private JsonObject round(Context loop, int inFlight, Batches batches) throws IOException {
        batches.reset();
        long postgres = postgresCpu();
        long own = ownCpu();
        long start = System.nanoTime();
        Promise<Void> done = Promise.promise();
        loop.runOnContext(go -> {
            for (int i = 0; i < inFlight; i++) {
                next(done);
            }
        });
        Answer.of(done.future());
        double seconds = (System.nanoTime() - start) / 1e9;
        Arrays.sort(latencies);
        return new JsonObject()
                .put("messages", count)
                .put("perSecond", Math.round(count / seconds))
                .put("postgresMicros", (postgresCpu() - postgres) / 1_000 / count)
                .put("jvmMicros", (ownCpu() - own) / 1_000 / count)
                .put("rowsPerStatement", batches.rows / Math.max(1, batches.statements))
                .put("p50Millis", latencies[count / 2] / 1_000_000)
                .put("p99Millis", latencies[count * 99 / 100] / 1_000_000);
    }

    private void next(Promise<Void> done) {
        if (started == count) {
            return;
        }
        int number = started++;
        NewMessage message = Sample.of(UUID.randomUUID().toString())
                .to("user" + number + "@inbox.example.com")
                .saying(CONTENT)
                .message();
        long start = System.nanoTime();
        live(message).onComplete(outcome -> {
            latencies[number] = System.nanoTime() - start;
            if (outcome.failed()) {
                done.tryFail(outcome.cause());
            } else if (++ended == count) {
                done.complete();
            } else {
                next(done);
            }
        });
    }

    private Future<Void> live(NewMessage message) {
        return messages.claim(message)
                .compose(claim -> messages.settle(Sample.sent(message.id(), 1)))
                .compose(settled -> settled ? Future.succeededFuture() : Future.failedFuture("not settled"));
    }

    private static long ownCpu() {
        return stat(Path.of("/proc/self/stat")).ticks() * NANOS_PER_TICK;
    }

    /** Of the server and its processes, those that ended included: their parent inherits their time. */
    private long postgresCpu() throws IOException {
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                            .filter(process -> process.getFileName().toString().matches("\\d+"))
                            .map(process -> stat(process.resolve("stat")))
                            .filter(stat -> stat.parent() == postmaster || stat.process() == postmaster)
                            .mapToLong(Stat::ticks)
                            .sum()
                    * NANOS_PER_TICK;
        }
    }

    /** From {@code /proc/PID/stat}, see proc(5). */
    private static Stat stat(Path file) {
        try {
            String text = Files.readString(file);
            String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
            long ticks = LongStream.of(11, 12, 13, 14)
                    .map(field -> Long.parseLong(fields[(int) field]))
                    .sum();
            return new Stat(Long.parseLong(text.substring(0, text.indexOf(' '))), Long.parseLong(fields[1]), ticks);
        } catch (IOException endedMeanwhile) {
            return new Stat(-1, -1, 0);
        }
    }

    private static long postmaster(StoreConfig config) throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection("jdbc:" + config.url(), config.user(), "");
                Statement statement = connection.createStatement();
                ResultSet directory = statement.executeQuery("SHOW data_directory")) {
            if (!directory.next()) {
                throw new IllegalStateException("PostgreSQL hides its data directory");
            }
            return Long.parseLong(Files.readAllLines(Path.of(directory.getString(1), "postmaster.pid"))
                    .get(0)
                    .trim());
        }
    }

    private record Stat(long process, long parent, long ticks) {}

    private static final class Batches implements StoreMetrics {
        private long rows;
        private long statements;

        private void reset() {
            rows = 0;
            statements = 0;
        }

        @Override
        public void batch(String writer, int batchRows, long nanos) {
            rows += batchRows;
            statements++;
        }

        @Override
        public void retried(String writer) {}

        @Override
        public void failed(String writer, int batchRows) {}
    }
}
