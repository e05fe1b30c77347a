package io.emailservice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.Suppression;
import io.emailservice.message.SuppressionChange;
import io.emailservice.message.SuppressionReason;
import io.emailservice.message.SuppressionRemoval;
import io.emailservice.testing.TestClock;
import io.emailservice.testing.TestPostgres;
import io.vertx.core.Vertx;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SuppressionSyncsIT {
    private static final Duration LEASE = Duration.ofMinutes(5);
    private static final UUID ONE = new UUID(0, 1);
    private static final UUID OTHER = new UUID(0, 2);

    private final TestClock clock = TestClock.create();
    private TestPostgres.Database database;
    private Vertx vertx;
    private Store store;
    private SuppressionSyncs syncs;

    @BeforeEach
    void open() {
        database = TestPostgres.database();
        vertx = Vertx.vertx();
        store = Answer.of(Store.open(vertx, database.config(), clock, StoreMetrics.NONE));
        syncs = store.suppressionSyncs();
    }

    @AfterEach
    void close() {
        Answer.of(store.close());
        Answer.of(vertx.close());
    }

    @Test
    void oneNodeAtATimeMakesARoundAndTheNextWhenItIsDue() {
        assertThat(claim(ONE)).isTrue();
        assertThat(claim(OTHER)).isFalse();
        Answer.of(syncs.release("account", OTHER, Duration.ZERO));
        assertThat(claim(OTHER)).isFalse();

        Answer.of(syncs.release("account", ONE, Duration.ofHours(1)));
        assertThat(claim(OTHER)).isFalse();
        database.run("UPDATE suppression_sync_lease SET next_at = now()");
        assertThat(claim(OTHER)).isTrue();
    }

    @Test
    void whoLostTheLeaseMovesNoCursor() {
        assertThat(claim(ONE)).isTrue();
        assertThat(save(ONE, "first")).isTrue();
        database.run("UPDATE suppression_sync_lease SET until = now()");
        assertThat(save(ONE, "late")).isFalse();
        assertThat(claim(OTHER)).isTrue();

        assertThat(save(ONE, "later")).isFalse();
        assertThat(Answer.of(syncs.cursor("account", "list", "pull"))).isEqualTo("first");
        assertThat(save(OTHER, "second")).isTrue();
        assertThat(Answer.of(syncs.cursor("account", "list", "pull"))).isEqualTo("second");
        assertThat(Answer.of(syncs.cursor("account", "list", "push"))).isEmpty();
    }

    @Test
    void changesComeOnceInOrderAndInPages() {
        List<Suppression> many = IntStream.range(0, 25)
                .mapToObj(i -> one("a" + i + "@x.example", SuppressionReason.HARD_BOUNCE))
                .toList();
        assertThat(Answer.of(store.suppressions().add("default", many))).isEqualTo(25);
        assertThat(add("b@x.example", SuppressionReason.MANUAL)).isEqualTo(1);

        List<SuppressionChange> first = Answer.of(syncs.changes("", 20));
        List<SuppressionChange> second = Answer.of(syncs.changes(first.get(19).position(), 20));

        assertThat(first).hasSize(20);
        assertThat(second).hasSize(6);
        assertThat(second.get(5).suppression().address()).isEqualTo("b@x.example");
        assertThat(Answer.of(syncs.changes(second.get(5).position(), 20))).isEmpty();
        assertThat(add("a0@x.example", SuppressionReason.COMPLAINT)).isEqualTo(1);
        assertThat(Answer.of(syncs.changes(second.get(5).position(), 20)))
                .extracting(change -> change.suppression().reason())
                .containsExactly(SuppressionReason.COMPLAINT);
    }

    @Test
    void aChangeWaitsForOlderTransactions() throws SQLException {
        try (Connection open = database.connect();
                Statement statement = open.createStatement()) {
            open.setAutoCommit(false);
            statement.execute("INSERT INTO suppression (tenant, address, reason, source)"
                    + " VALUES ('default', 'slow@x.example', 'manual', 'test')");
            assertThat(add("fast@x.example", SuppressionReason.MANUAL)).isEqualTo(1);

            assertThat(Answer.of(syncs.changes("", 10))).isEmpty();
            open.commit();
        }
        assertThat(Answer.of(syncs.changes("", 10)))
                .extracting(change -> change.suppression().address())
                .containsExactly("slow@x.example", "fast@x.example");
    }

    @Test
    void aRemovalHasAnEndIfTheAddressIsStillSuppressed() {
        for (String address : List.of("gone@x.example", "again@x.example")) {
            assertThat(add(address, SuppressionReason.COMPLAINT)).isEqualTo(1);
            assertThat(Answer.of(
                            store.suppressions().remove(new SuppressionRemoval("default", address, "*", "test", true))))
                    .isEqualTo(SuppressionRemoval.Answer.REMOVED);
        }
        assertThat(add("again@x.example", SuppressionReason.COMPLAINT)).isEqualTo(1);

        List<SuppressionChange> removals = Answer.of(syncs.removals("", 10, List.of("default")));

        assertThat(removals)
                .extracting(removal -> removal.suppression().address())
                .containsExactly("gone@x.example", "again@x.example");
        assertThat(removals.get(0).suppression().expiresAt()).isNull();
        assertThat(removals.get(1).suppression().expiresAt()).isNotNull();
        assertThat(Answer.of(syncs.removals(removals.get(1).position(), 10, List.of("default"))))
                .isEmpty();
    }

    @Test
    void whatWasLiftedHereIsTakenBackOnlyIfItWasListedLater() {
        Suppression listed = one("a@x.example", SuppressionReason.HARD_BOUNCE);
        assertThat(Answer.of(store.suppressions().addUnlessLifted("default", List.of(listed))))
                .isEqualTo(1);
        clock.advance(Duration.ofMinutes(1));
        assertThat(Answer.of(store.suppressions()
                        .remove(new SuppressionRemoval("default", "a@x.example", "*", "test", true))))
                .isEqualTo(SuppressionRemoval.Answer.REMOVED);

        assertThat(Answer.of(store.suppressions().addUnlessLifted("default", List.of(listed))))
                .isZero();
        clock.advance(Duration.ofMinutes(1));
        assertThat(Answer.of(store.suppressions()
                        .addUnlessLifted("default", List.of(one("a@x.example", SuppressionReason.HARD_BOUNCE)))))
                .isEqualTo(1);
    }

    private boolean claim(UUID holder) {
        return Answer.of(syncs.claim("account", holder, LEASE));
    }

    private boolean save(UUID holder, String cursor) {
        return Answer.of(syncs.save("account", holder, LEASE, "list", "pull", cursor));
    }

    private int add(String address, SuppressionReason reason) {
        return Answer.of(store.suppressions().add("default", List.of(one(address, reason))));
    }

    private Suppression one(String address, SuppressionReason reason) {
        return new Suppression(address, "*", reason, "test", clock.instant(), null);
    }
}
