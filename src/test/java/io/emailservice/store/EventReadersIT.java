package io.emailservice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.EventType;
import io.emailservice.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventReadersIT {
    private static final Cursor FAR = new Cursor(5_000_000_000L, Sample.id());
    private static final Cursor FARTHER = new Cursor(5_000_000_001L, Sample.id());

    private TestPostgres.Database database;
    private Vertx vertx;
    private Store store;
    private EventReaders readers;

    @BeforeEach
    void open() {
        database = TestPostgres.database();
        vertx = Vertx.vertx();
        store = Answer.of(Store.open(vertx, database.config(), Clock.systemUTC(), StoreMetrics.NONE));
        readers = store.eventReaders();
    }

    @AfterEach
    void close() {
        Answer.of(store.close());
        Answer.of(vertx.close());
    }

    @Test
    void aPartIsHeldByOneOwnerAtATime() {
        List<Optional<Cursor>> claims = Answer.all(IntStream.range(0, 8)
                .mapToObj(node -> readers.claim(lease("kafka", 0, 1), Cursor.START))
                .toList());

        assertThat(claims.stream().filter(Optional::isPresent)).containsExactly(Optional.of(Cursor.START));
    }

    @Test
    void theNextOwnerGoesOnWhereTheLastOneStood() {
        ReaderLease first = held("kafka", 0, 1);
        assertThat(Answer.of(readers.advance(first, FAR))).isTrue();
        assertThat(claim(lease("kafka", 0, 1))).isEmpty();
        Answer.of(readers.release(first));

        assertThat(claim(lease("kafka", 0, 1))).contains(FAR);
        assertThat(claim(lease("bus", 0, 1))).contains(Cursor.START);
    }

    @Test
    void whoIsSilentForTooLongIsFencedOffOnceItIsReplaced() {
        ReaderLease silent = held("kafka", 0, 1);
        expire();
        assertThat(Answer.of(readers.renew(silent))).as("nobody came yet").isTrue();
        expire();
        ReaderLease next = held("kafka", 0, 1);

        assertThat(Answer.of(readers.renew(silent))).isFalse();
        assertThat(Answer.of(readers.advance(silent, FAR))).isFalse();
        Answer.of(readers.release(silent));
        assertThat(claim(lease("kafka", 0, 1))).isEmpty();
        assertThat(Answer.of(readers.advance(next, FAR))).isTrue();
    }

    @Test
    void aCursorNeverGoesBack() {
        ReaderLease lease = held("kafka", 0, 1);
        assertThat(Answer.of(readers.advance(lease, FARTHER))).isTrue();

        assertThat(Answer.of(readers.advance(lease, FAR))).isFalse();
        assertThat(Answer.of(readers.advance(lease, FARTHER))).isTrue();
    }

    @Test
    void aNewDivisionWaitsForTheOldOneAndBeginsWhereTheSlowestPartStood() {
        ReaderLease ahead = held("kafka", 0, 2);
        ReaderLease behind = held("kafka", 1, 2);
        assertThat(Answer.of(readers.advance(ahead, FARTHER))).isTrue();
        assertThat(Answer.of(readers.advance(behind, FAR))).isTrue();
        Answer.of(readers.release(ahead));
        assertThat(claim(lease("kafka", 0, 3))).isEmpty();

        Answer.of(readers.release(behind));
        for (int part = 0; part < 3; part++) {
            assertThat(claim(lease("kafka", part, 3))).contains(FAR);
        }
        assertThat(Answer.of(readers.renew(behind))).isFalse();
        assertThat(claim(lease("kafka", 0, 2)))
                .as("the old division, while the new one is held")
                .isEmpty();
    }

    @Test
    void theEndIsBehindAllThatIsCommitted() {
        Answer.of(provider("before"));
        Cursor end = Answer.of(readers.end());
        Answer.of(provider("after"));

        assertThat(Answer.of(store.events().after(end, 10)))
                .extracting(LoggedEvent::subject)
                .containsExactly("after");
    }

    private Future<Void> provider(String account) {
        return store.events().append(new ProviderEvent(EventType.PROVIDER_OPENED, account, "{}"));
    }

    private ReaderLease held(String reader, int part, int parts) {
        ReaderLease lease = lease(reader, part, parts);
        assertThat(claim(lease)).isPresent();
        return lease;
    }

    private Optional<Cursor> claim(ReaderLease lease) {
        return Answer.of(readers.claim(lease, Cursor.START));
    }

    private void expire() {
        database.run("UPDATE event_reader SET until = clock_timestamp()");
    }

    private static ReaderLease lease(String reader, int part, int parts) {
        return new ReaderLease(reader, part, parts, UUID.randomUUID(), Duration.ofMinutes(1));
    }
}
