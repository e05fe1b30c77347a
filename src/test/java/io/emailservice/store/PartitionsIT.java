package io.emailservice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.MessageState;
import io.emailservice.message.Uuid7;
import io.emailservice.testing.TestPostgres;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PartitionsIT {
    private static final Clock THEN = Clock.fixed(Instant.parse("2026-03-01T12:00:00Z"), ZoneOffset.UTC);
    private static final Clock NOW = Clock.offset(THEN, Duration.ofDays(100));
    private static final BatchLimits LIMITS =
            new BatchLimits(100, 1, Duration.ZERO, 1_000, Duration.ofSeconds(10), Duration.ofSeconds(10));

    private TestPostgres.Database database;
    private Vertx vertx;
    private Pool pool;
    private Retention retention;

    @BeforeEach
    void open() throws IOException {
        database = TestPostgres.database();
        vertx = Vertx.vertx();
        assertThat(Answer.of(Migration.run(vertx, database.config()))).isEqualTo(newest());
        pool = PgLink.pool(vertx, database.config());
        retention = new Retention(pool, NOW, Duration.ofDays(90));
    }

    @AfterEach
    void close() {
        Answer.of(pool.close());
        Answer.of(vertx.close());
    }

    @Test
    void coversYesterdayToTheLastDayAhead() {
        Partitions partitions = new Partitions(pool, THEN, 3);

        assertThat(Answer.of(partitions.make())).isEqualTo(5 * Partitions.TABLES.size());
        assertThat(Answer.of(partitions.make())).isZero();

        assertThat(partitions("message"))
                .containsExactly(
                        "message_20260228",
                        "message_20260301",
                        "message_20260302",
                        "message_20260303",
                        "message_20260304");
        assertThat(partitions("message_event")).hasSize(5);
    }

    @Test
    void nodesThatStartTogetherMakeEachPartitionOnce() {
        List<Integer> made = Answer.all(Stream.generate(() -> new Partitions(pool, THEN, 3).make())
                .limit(4)
                .toList());

        assertThat(made).containsExactlyInAnyOrder(5 * Partitions.TABLES.size(), 0, 0, 0);
    }

    @Test
    void keepsAPartitionWhileAMessageInItWaitsForUs() {
        PgMessages messages = then();
        NewMessage message = Sample.of("open").message(new Uuid7(THEN).next());
        assertThat(Answer.of(messages.claim(message))).isEqualTo(new Claim.Opened(1));
        assertThat(Answer.of(messages.settle(Sample.deferred(message.id(), 1)))).isTrue();

        assertThat(Answer.of(retention.drop())).doesNotContain("message_20260301", "message_event_20260301");

        assertThat(partitions("message")).containsExactly("message_20260301");
        assertThat(database.value("SELECT count(*) FROM message_key")).isEqualTo("1");
        assertThat(Answer.of(messages.find("default", "open"))).isPresent();
    }

    @Test
    void dropsWhatIsOldAndDoneWithAllThatBelongsToIt() {
        PgMessages messages = then();
        NewMessage message = Sample.of("done").message(new Uuid7(THEN).next());
        assertThat(Answer.of(messages.claim(message))).isEqualTo(new Claim.Opened(1));
        assertThat(Answer.of(messages.settle(Sample.deferred(message.id(), 1)))).isTrue();
        assertThat(Answer.of(messages.settle(Sample.to(message.id(), 1, MessageState.FAILED))))
                .isTrue();

        assertThat(Answer.of(retention.drop())).contains("message_20260301", "message_event_20260301");

        assertThat(partitions("message")).isEmpty();
        for (String table : List.of("message_key", "message_attempt", "content")) {
            assertThat(database.value("SELECT count(*) FROM " + table))
                    .as(table)
                    .isEqualTo("0");
        }
    }

    @Test
    void keepsEventsUntilEveryReaderHasPassedThem() {
        PgMessages messages = then();
        NewMessage message = Sample.of("unread").message(new Uuid7(THEN).next());
        assertThat(Answer.of(messages.claim(message))).isEqualTo(new Claim.Opened(1));
        assertThat(Answer.of(messages.settle(Sample.sent(message.id(), 1)))).isTrue();
        PgEventLog log = new PgEventLog(vertx, pool, NOW, LIMITS, StoreMetrics.NONE);
        List<LoggedEvent> events = Answer.of(log.after(Cursor.START, 10));
        EventReaders readers = new EventReaders(pool, NOW);
        ReaderLease lease = new ReaderLease("bus", 0, 1, Sample.id(), Duration.ofMinutes(1));
        assertThat(Answer.of(readers.claim(lease, events.get(0).position()))).isPresent();

        assertThat(Answer.of(retention.drop())).contains("message_20260301").doesNotContain("message_event_20260301");
        assertThat(Answer.of(readers.advance(lease, events.get(1).position()))).isTrue();
        assertThat(Answer.of(retention.drop())).containsExactly("message_event_20260301");
    }

    @Test
    void leavesYoungPartitionsAlone() {
        assertThat(Answer.of(new Partitions(pool, NOW, 2).make())).isPositive();

        assertThat(Answer.of(retention.drop())).isEmpty();
    }

    @Test
    void finishesWhatAnotherNodeBegan() throws Exception {
        assertThat(Answer.of(new Partitions(pool, THEN, 2).make())).isPositive();
        // A detached partition stays pending when its session ends while it waits for an older reader.
        try (var reader = database.connect();
                var detacher = database.connect();
                var statement = detacher.createStatement()) {
            reader.setAutoCommit(false);
            reader.createStatement().execute("SELECT count(*) FROM message");
            statement.execute("SET statement_timeout = '1s'");
            try {
                statement.execute("ALTER TABLE message DETACH PARTITION message_20260228 CONCURRENTLY");
            } catch (SQLException cancelled) {
                assertThat(cancelled.getSQLState()).isEqualTo("57014");
            }
            reader.rollback();
        }
        assertThat(database.value("SELECT count(*) FROM pg_inherits WHERE inhdetachpending"))
                .isEqualTo("1");

        assertThat(Answer.of(retention.drop())).contains("message_20260301");

        assertThat(database.value("SELECT count(*) FROM pg_class WHERE relname = 'message_20260228'"))
                .isEqualTo("0");
    }

    /** A store of a hundred days ago. */
    private PgMessages then() {
        assertThat(Answer.of(new Partitions(pool, THEN, 2).make())).isPositive();
        return new PgMessages(vertx, pool, THEN, LIMITS, StoreMetrics.NONE);
    }

    private List<String> partitions(String table) {
        return database.rows("SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
                + " WHERE i.inhparent = '" + table + "'::regclass ORDER BY 1");
    }

    /** Version of the newest migration among the files. */
    private static String newest() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/db/migration"))) {
            return String.valueOf(files.map(file -> file.getFileName().toString())
                    .mapToInt(name -> Integer.parseInt(name.substring(1, name.indexOf("__"))))
                    .max()
                    .orElseThrow());
        }
    }
}
