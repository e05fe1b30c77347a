package io.emailservice.store;

import io.emailservice.message.MessageState;
import io.emailservice.message.Uuid7;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops what is old, by whole partitions, and only when nothing in them waits for us any more. One node at a time; the
 * others go without.
 */
final class Retention {
    private static final Logger log = LoggerFactory.getLogger(Retention.class);
    private static final int HOURS_A_DAY = 24;
    /** Any number that nothing else locks. */
    private static final long LOCK = 7_305_661_402_118_574L;

    static final String FORGET_KEYS = "DELETE FROM message_key WHERE message_id >= $1::uuid AND message_id < $2::uuid";

    private static final String FORGET_ATTEMPTS =
            "DELETE FROM message_attempt WHERE message_id >= $1::uuid AND message_id < $2::uuid";

    private static final String FORGET_REFERENCES =
            "DELETE FROM provider_reference WHERE message_id >= $1::uuid AND message_id < $2::uuid";

    static final String FORGET_POST_KEYS = "DELETE FROM webhook_key WHERE post_id >= $1::uuid AND post_id < $2::uuid";

    private static final String FORGET_ORPHANS =
            "DELETE FROM feedback_orphan WHERE post_id >= $1::uuid AND post_id < $2::uuid";

    /** States in which a message waits for something that the service still has to do. */
    private static final String OPEN_STATES = Arrays.stream(MessageState.values())
            .filter(state -> !state.jobIsOver())
            .map(state -> "'" + state.wire() + "'")
            .collect(Collectors.joining(", "));

    private final Pool pool;
    private final Clock clock;
    private final Duration age;

    Retention(Pool pool, Clock clock, Duration age) {
        this.pool = pool;
        this.clock = clock;
        this.age = age;
    }

    /**
     * Drops the partitions beyond retention that hold nothing unfinished, messages first.
     *
     * @return names of the dropped ones
     */
    Future<List<String>> drop() {
        return pool.withConnection(connection -> connection
                .preparedQuery("SELECT pg_try_advisory_lock($1) AS mine")
                .execute(Tuple.of(LOCK))
                .compose(answer -> answer.iterator().next().getBoolean("mine")
                        ? Partitions.run(connection, "SET statement_timeout = '15min'")
                                .compose(patient -> dropLocked(connection))
                                .eventually(() -> Partitions.run(connection, "RESET statement_timeout"))
                                .eventually(() -> connection
                                        .preparedQuery("SELECT pg_advisory_unlock($1)")
                                        .execute(Tuple.of(LOCK)))
                        : Future.succeededFuture(List.of())));
    }

    private Future<List<String>> dropLocked(SqlConnection connection) {
        List<String> dropped = new ArrayList<>();
        return finishInterrupted(connection)
                .compose(done -> dropOld(connection, "message", dropped))
                .compose(done -> dropOld(connection, "message_engagement", dropped))
                .compose(done -> dropOld(connection, "message_feedback", dropped))
                .compose(done -> dropOld(connection, "message_event", dropped))
                .compose(done -> dropOld(connection, "webhook_post", dropped))
                .compose(done -> forgetContent(connection))
                .map(done -> List.copyOf(dropped));
    }

    /** A node that died while detaching left a partition that is neither in nor out. */
    private Future<Void> finishInterrupted(SqlConnection connection) {
        Future<Void> all = Future.succeededFuture();
        for (String table : Partitions.TABLES.keySet()) {
            all = all.compose(
                            before -> connection.preparedQuery(Partitions.LIST).execute(Tuple.of(table)))
                    .compose(rows -> {
                        Future<Void> finished = Future.succeededFuture();
                        for (var row : rows) {
                            if (row.getBoolean("detaching")) {
                                String name = row.getString("name");
                                finished = finished.compose(before -> Partitions.run(
                                                connection,
                                                "ALTER TABLE " + table + " DETACH PARTITION " + name + " FINALIZE"))
                                        .compose(detached -> Partitions.run(connection, "DROP TABLE " + name));
                            }
                        }
                        return finished;
                    });
        }
        return all;
    }

    private Future<Void> dropOld(SqlConnection connection, String table, List<String> dropped) {
        LocalDate firstKept = LocalDate.ofInstant(clock.instant().minus(age), ZoneOffset.UTC);
        return Partitions.days(connection, table).compose(days -> {
            Future<Void> all = Future.succeededFuture();
            for (LocalDate day : days) {
                if (day.isBefore(firstKept)) {
                    all = all.compose(before -> dropIfDone(connection, table, day, dropped));
                }
            }
            return all;
        });
    }

    private Future<Void> dropIfDone(SqlConnection connection, String table, LocalDate day, List<String> dropped) {
        String name = Partitions.name(table, day);
        return ask(connection, "SELECT " + unfinished(table, name) + " AS answer")
                .compose(unfinished -> {
                    if (unfinished) {
                        log.warn("partition kept beyond retention name={} reason=unfinished", name);
                        return Future.succeededFuture();
                    }
                    Future<Void> ready =
                            switch (table) {
                                case "message" -> forget(connection, day);
                                case "webhook_post" -> forgetPosts(connection, day);
                                default -> Future.succeededFuture();
                            };
                    return ready.compose(done -> Partitions.run(
                                    connection, "ALTER TABLE " + table + " DETACH PARTITION " + name + " CONCURRENTLY"))
                            .compose(detached -> Partitions.run(connection, "DROP TABLE " + name))
                            .onSuccess(done -> {
                                dropped.add(name);
                                log.info("partition dropped name={}", name);
                            });
                });
    }

    /**
     * A message partition is unfinished while a message in it waits for us; what stands beside messages, while its
     * message is kept; an event partition also while a reader of the log hasn't passed it, and one of posts while some
     * of it was not understood.
     */
    private static String unfinished(String table, String name) {
        return switch (table) {
            case "message" -> "EXISTS (SELECT FROM " + name + " WHERE state IN (" + OPEN_STATES + "))";
            case "webhook_post" -> behind(name, "webhook_cursor", "tx");
            case "message_event" -> ofKeptMessage(name) + " OR " + behind(name, "event_reader", "position");
            default -> ofKeptMessage(name);
        };
    }

    private static String ofKeptMessage(String name) {
        return "EXISTS (SELECT FROM " + name + " e JOIN message m ON m.id = e.message_id)";
    }

    private static String behind(String name, String cursors, String place) {
        return "EXISTS (SELECT FROM " + cursors + " c WHERE EXISTS" + " (SELECT FROM " + name
                + " e WHERE (e.%1$s, e.id) > (c.%1$s, c.id)))".formatted(place);
    }

    /** What stands outside of the partition. Keys go first: a key never outlives its message. */
    private static Future<Void> forget(SqlConnection connection, LocalDate day) {
        return byTheHour(connection, FORGET_KEYS, day)
                .compose(done -> byTheHour(connection, FORGET_ATTEMPTS, day))
                .compose(done -> byTheHour(connection, FORGET_REFERENCES, day));
    }

    private static Future<Void> forgetPosts(SqlConnection connection, LocalDate day) {
        return byTheHour(connection, FORGET_POST_KEYS, day).compose(done -> byTheHour(connection, FORGET_ORPHANS, day));
    }

    /** What belongs to the ids of an hour, then of the next, so that no statement is long. */
    private static Future<Void> byTheHour(SqlConnection connection, String statement, LocalDate day) {
        Future<Void> all = Future.succeededFuture();
        Instant midnight = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        for (int hour = 0; hour < HOURS_A_DAY; hour++) {
            Instant start = midnight.plus(Duration.ofHours(hour));
            Tuple span = Tuple.of(Uuid7.floor(start), Uuid7.floor(start.plus(Duration.ofHours(1))));
            all = all.compose(
                    before -> connection.preparedQuery(statement).execute(span).mapEmpty());
        }
        return all;
    }

    /** Content and attachments that no kept message can have been made from. */
    private Future<Void> forgetContent(SqlConnection connection) {
        return Partitions.days(connection, "message").compose(days -> {
            LocalDate oldest = days.isEmpty() ? today() : days.iterator().next();
            return connection
                    .preparedQuery("DELETE FROM content WHERE used_on < $1::date")
                    .execute(Tuple.of(oldest.minusDays(1)))
                    .compose(done -> connection
                            .preparedQuery("DELETE FROM attachment WHERE used_on < $1::date")
                            .execute(Tuple.of(oldest.minusDays(1))))
                    .mapEmpty();
        });
    }

    private static Future<Boolean> ask(SqlConnection connection, String sql) {
        return connection.query(sql).execute().map(rows -> rows.iterator()
                .next()
                .getBoolean("answer"));
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
