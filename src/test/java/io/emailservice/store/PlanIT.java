package io.emailservice.store;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.emailservice.message.Uuid7;
import io.emailservice.testing.TestPostgres;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.PoolOptions;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanIT {
    private final TestPostgres.Database database = TestPostgres.database();
    private final Vertx vertx = Vertx.vertx();
    private final Store store = Answer.of(Store.open(vertx, database.config(), Clock.systemUTC(), StoreMetrics.NONE));
    private final Pool one = PgBuilder.pool()
            .with(new PoolOptions().setMaxSize(1))
            .connectingTo(PgLink.connection(database.config()))
            .using(vertx)
            .build();

    @AfterEach
    void close() {
        Answer.of(one.close());
        Answer.of(store.close());
        Answer.of(vertx.close());
    }

    @Test
    void aStatementPreparedOnAnEmptyTableStillUsesTheIndexOfAFullOne() {
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
        tell();
        long before = scans("seq_scan");

        for (int i = 0; i < 20; i++) {
            assertThat(settle(settle, i == 0 ? id : Sample.id())).containsExactly(i == 0);
        }

        tell();
        assertThat(scans("idx_scan")).isGreaterThanOrEqualTo(20);
        assertThat(scans("seq_scan")).isEqualTo(before);
    }

    @Test
    void aReaderOfPostsThatIsFarBehindReadsNoMoreThanItsPage() {
        database.run("INSERT INTO webhook_post (id, received_at, source, content_type, body)"
                + " SELECT uuid_v7(now()), now(), 'mailgun', '', '' FROM generate_series(1, 20000)");

        assertThat(Answer.of(one.query("SELECT id FROM posts_after('0', '" + new UUID(0, 0) + "', '" + new UUID(0, 0)
                                + "', 100)")
                        .execute()))
                .hasSize(100);

        tell();
        assertThat(number("SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE relname ~ '^webhook_post_\\d+$'"))
                .isBetween(100L, 200L);
    }

    @Test
    void storingPostsLooksNothingUpSoThatItsPlanFitsAnyTable() {
        List<String> plan = new ArrayList<>();
        Answer.of(one.query("EXPLAIN (GENERIC_PLAN) " + Posts.STORE).execute())
                .forEach(row -> plan.add(row.getString(0)));

        assertThat(String.join("\n", plan))
                .contains("Insert on webhook_key", "Insert on webhook_post", "Hash Join")
                .doesNotContain("Scan on webhook", "Scan using webhook");
    }

    /** A key every 86.4 seconds for a hundred days: 41 or 42 an hour, some 15,000 in a range of the index. */
    @ParameterizedTest
    @CsvSource({"message_key, message_id, fingerprint, 1", "webhook_key, post_id, body, gen_random_uuid()"})
    void forgettingAnHourReadsNoKeysOfOtherDays(String table, String id, String other, String value) {
        database.run("INSERT INTO " + table + " (key, " + id + ", " + other + ") SELECT gen_random_uuid(),"
                + " uuid_v7('2026-01-01'::timestamptz + n * interval '86.4 s'), " + value
                + " FROM generate_series(1, 100000) n");
        database.run("VACUUM ANALYZE " + table);
        String forget = table.equals("message_key") ? Retention.FORGET_KEYS : Retention.FORGET_POST_KEYS;
        Instant start = Instant.parse("2026-02-03T04:00:00Z");

        List<String> plan = database.rows("EXPLAIN (ANALYZE, TIMING OFF) "
                + forget.replace("$1", "'" + Uuid7.floor(start) + "'")
                        .replace("$2", "'" + Uuid7.floor(start.plusSeconds(3_600)) + "'"));

        assertThat(String.join("\n", plan)).contains("Bitmap Index Scan on " + table);
        assertThat(plan.stream().filter(line -> line.contains("Removed by Index Recheck")))
                .singleElement(as(STRING))
                .satisfies(removed -> assertThat(Integer.parseInt(removed.replaceAll("\\D", "")))
                        .isLessThan(40_000));
        assertThat(number("SELECT count(*) FROM " + table)).isBetween(100_000L - 42, 100_000L - 41);
    }

    private static List<Boolean> settle(SettleStatement settle, UUID id) {
        return Answer.of(settle.run(List.of(new SettleStatement.Numbered(Sample.sent(id, 1), Sample.id()))));
    }

    /** Makes the connection report its statistics at once. */
    private void tell() {
        assertThat(Answer.of(one.query("SELECT pg_stat_force_next_flush()").execute()))
                .hasSize(1);
    }

    /** Of the partitions of messages, as the statistics know by now. */
    private long scans(String kind) {
        return number("SELECT sum(" + kind + ") FROM pg_stat_user_tables WHERE relname ~ '^message_\\d+$'");
    }

    private long number(String query) {
        return Long.parseLong(database.value(query));
    }
}
