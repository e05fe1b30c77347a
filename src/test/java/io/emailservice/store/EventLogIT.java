package io.emailservice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.emailservice.message.EventType;
import io.emailservice.message.MessageState;
import io.emailservice.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventLogIT {
    private TestPostgres.Database database;
    private Vertx vertx;
    private Store store;

    @BeforeEach
    void open() {
        database = TestPostgres.database();
        vertx = Vertx.vertx();
        store = Answer.of(Store.open(vertx, database.config(), Clock.systemUTC(), StoreMetrics.NONE));
    }

    @AfterEach
    void close() {
        Answer.of(store.close());
        Answer.of(vertx.close());
    }

    @Test
    void tellsEventsWithTheStaticPartOfTheirMessage() {
        NewMessage message = Sample.of("told").message();
        assertThat(Answer.of(store.messages().claim(message))).isEqualTo(new Claim.Opened(1));
        assertThat(Answer.of(store.messages().settle(Sample.sent(message.id(), 1))))
                .isTrue();

        List<LoggedEvent> events = after(Cursor.START);

        assertThat(events).extracting(LoggedEvent::type).containsExactly("message.accepted", "message.sent");
        assertThat(events).extracting(LoggedEvent::sequence).containsExactly(1, 2);
        assertThat(events.get(0).data()).isEqualTo("{}");
        assertThat(events.get(1).data()).isEqualTo("{\"attempt\": 1}");
        assertThat(events.get(1).subject()).isEqualTo(message.id().toString());
        assertThat(events.get(1).message())
                .isEqualTo(new LoggedEvent.About(
                        message.id(),
                        "default",
                        "bulk",
                        "ann@inbox.example.com",
                        "mailgun",
                        "provider-" + message.id(),
                        "spring",
                        "[\"receipt\"]",
                        "{\"order\": 4711, \"campaign\": \"spring\"}"));
    }

    @Test
    void tellsEventsThatConcernNoMessage() {
        Answer.of(store.events().append(new ProviderEvent(EventType.PROVIDER_OPENED, "mailgun", "{\"rate\":0.7}")));

        List<LoggedEvent> events = after(Cursor.START);

        assertThat(events).hasSize(1);
        assertThat(events.get(0).subject()).isEqualTo("mailgun");
        assertThat(events.get(0).sequence()).isZero();
        assertThat(events.get(0).message()).isNull();
        assertThat(after(events.get(0).position())).isEmpty();
    }

    @Test
    void holdsBackWhatAnOpenTransactionMayStillPrecede() throws SQLException {
        UUID early = Sample.id();
        UUID late = Sample.id();
        try (Connection open = database.connect()) {
            open.setAutoCommit(false);
            insert(open, early);
            try (Connection other = database.connect()) {
                insert(other, late);
            }
            assertThat(after(Cursor.START)).isEmpty();
            open.commit();
        }

        assertThat(after(Cursor.START)).extracting(LoggedEvent::id).containsExactly(early, late);
    }

    @Test
    void aReaderMissesNothingWhileTransactionsOverlap() {
        int writers = 8;
        int perWriter = 40;
        List<CompletableFuture<Void>> writing = IntStream.range(0, writers)
                .mapToObj(writer -> CompletableFuture.runAsync(() -> writeSlowly(perWriter)))
                .toList();
        CompletableFuture<Void> written = CompletableFuture.allOf(writing.toArray(CompletableFuture[]::new));

        List<UUID> read = new ArrayList<>();
        Cursor cursor = Cursor.START;
        boolean last = false;
        while (true) {
            last = written.isDone();
            List<LoggedEvent> events = Answer.of(store.events().after(cursor, 7));
            for (LoggedEvent event : events) {
                read.add(event.id());
                cursor = event.position();
            }
            if (last && events.isEmpty()) {
                break;
            }
        }

        written.join();
        assertThat(read).hasSize(writers * perWriter).doesNotHaveDuplicates();
    }

    /** A transaction has its number from its first write on, and may come late to a row that a younger one has changed. */
    @Test
    void anEventStandsBehindThatOfAYoungerTransactionThatWasFirst() throws SQLException {
        List<UUID> ids = Stream.of("first", "waited-for", "contended")
                .map(key -> Sample.of(key).message())
                .peek(message ->
                        assertThat(Answer.of(store.messages().claim(message))).isEqualTo(new Claim.Opened(1)))
                .map(NewMessage::id)
                .sorted(IdRange.ORDER)
                .toList();
        Store younger = Answer.of(Store.open(vertx, database.config(), Clock.systemUTC(), StoreMetrics.NONE));

        List<Future<Boolean>> elder;
        try (Connection gate = database.connect()) {
            gate.setAutoCommit(false);
            lock(gate, ids.get(1));
            elder = ids.stream()
                    .map(id -> store.messages().settle(Sample.sent(id, 1)))
                    .toList();
            await().until(() -> database.value(
                            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")
                    .equals("1"));
            assertThat(Answer.of(younger.messages().settle(Sample.to(ids.get(2), 1, MessageState.UNCERTAIN))))
                    .isTrue();
            gate.rollback();
        }
        assertThat(Answer.all(elder)).containsOnly(true);
        Answer.of(younger.close());

        assertThat(after(Cursor.START))
                .filteredOn(event -> event.subject().equals(ids.get(2).toString()))
                .extracting(LoggedEvent::type)
                .containsExactly("message.accepted", "message.uncertain", "message.sent");
    }

    @Test
    void keepsTheOrderOfEachMessage() {
        List<Future<Boolean>> lives = IntStream.range(0, 200)
                .mapToObj(i -> Sample.of("order-" + i).message())
                .map(message -> store.messages()
                        .claim(message)
                        .compose(claim -> store.messages().settle(Sample.sent(message.id(), 1)))
                        .compose(sent -> store.messages().settle(Sample.to(message.id(), 1, MessageState.DELIVERED))))
                .toList();
        assertThat(Answer.all(lives)).containsOnly(true);

        List<LoggedEvent> events = Answer.of(store.events().after(Cursor.START, 1_000));

        assertThat(events).hasSize(600);
        assertThat(events.stream()
                        .collect(java.util.stream.Collectors.groupingBy(
                                LoggedEvent::subject,
                                java.util.stream.Collectors.mapping(
                                        LoggedEvent::sequence, java.util.stream.Collectors.toList())))
                        .values())
                .containsOnly(List.of(1, 2, 3));
    }

    private void writeSlowly(int events) {
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < events; i++) {
                insert(connection, Sample.id());
                // Transactions of different length overlap, as those of several nodes do.
                if (ThreadLocalRandom.current().nextInt(3) == 0) {
                    connection.createStatement().execute("SELECT pg_sleep(0.004)");
                }
                connection.commit();
            }
        } catch (SQLException failed) {
            throw new IllegalStateException(failed);
        }
    }

    private static void lock(Connection connection, UUID message) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("SELECT FROM message WHERE id = '" + message + "' FOR UPDATE");
        }
    }

    private static void insert(Connection connection, UUID id) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("INSERT INTO message_event (id, at, sequence, type, subject) VALUES ('" + id
                    + "', now(), 0, 'provider.opened', 'mailgun')");
        }
    }

    private List<LoggedEvent> after(Cursor cursor) {
        return Answer.of(store.events().after(cursor, 100));
    }
}
