package io.emailservice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.testing.TestPostgres;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PlanIT {
    @Test
    void aStatementPreparedOnAnEmptyTableStillUsesTheIndexOfAFullOne() {
        TestPostgres.Database database = TestPostgres.database();
        Vertx vertx = Vertx.vertx();
        Store store = Answer.of(Store.open(vertx, database.config(), Clock.systemUTC(), StoreMetrics.NONE));
        Pool one = PgBuilder.pool()
                .with(new PoolOptions().setMaxSize(1))
                .connectingTo(PgLink.connection(database.config()))
                .using(vertx)
                .build();
        SettleStatement settle = new SettleStatement(one, Clock.systemUTC());
        // Five runs are what PostgreSQL wants to see before it keeps a generic plan.
        for (int i = 0; i < 8; i++) {
            assertThat(settle(settle, Sample.id())).containsExactly(false);
        }
        UUID id = Sample.of("old").message().id();
        database.run("INSERT INTO message (id, created_at, tenant, stream, queue, job_id, recipient, state, sequence,"
                + " attempt, updated_at, request) SELECT CASE WHEN n = 5000 THEN '" + id + "'::uuid ELSE uuid_v7(now())"
                + " END, now(), 'default', 'bulk', 'q', 'j', 'a@b.c', 'sending', 1, 1, now(), '{}'"
                + " FROM generate_series(1, 30000) n");
        tell(one);
        long before = scans(database, "seq_scan");

        for (int i = 0; i < 20; i++) {
            assertThat(settle(settle, i == 0 ? id : Sample.id())).containsExactly(i == 0);
        }

        tell(one);
        assertThat(scans(database, "idx_scan")).isGreaterThanOrEqualTo(20);
        assertThat(scans(database, "seq_scan")).isEqualTo(before);
        Answer.of(one.close());
        Answer.of(store.close());
        Answer.of(vertx.close());
    }

    private static List<Boolean> settle(SettleStatement settle, UUID id) {
        return Answer.of(settle.run(List.of(new SettleStatement.Numbered(Sample.sent(id, 1), Sample.id()))));
    }

    /** Makes the connection report its statistics at once. */
    private static void tell(Pool connection) {
        assertThat(Answer.of(
                        connection.query("SELECT pg_stat_force_next_flush()").execute()))
                .hasSize(1);
    }

    /** Of the partitions of messages, as the statistics know by now. */
    private static long scans(TestPostgres.Database database, String kind) {
        return Long.parseLong(database.value(
                "SELECT sum(" + kind + ") FROM pg_stat_user_tables" + " WHERE relname ~ '^message_\\d+$'"));
    }
}
