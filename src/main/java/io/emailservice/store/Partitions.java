package io.emailservice.store;

import io.emailservice.message.MessageState;
import io.emailservice.message.Uuid7;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daily partitions of messages and events: made before they are needed, dropped when they are old and nothing in
 * them can change any more. Any node may run a round at any time; the rounds of all nodes wait for each other.
 */
public final class Partitions {
    private static final Logger log = LoggerFactory.getLogger(Partitions.class);
    private static final DateTimeFormatter SUFFIX = DateTimeFormatter.BASIC_ISO_DATE;
    private static final int DAYS_BACK = 1;
    /** Any number that nothing else locks. */
    private static final long LOCK = 7_305_661_402_118_573L;

    /** States in which a message waits for something that the service still has to do. */
    private static final String OPEN_STATES = Arrays.stream(MessageState.values())
            .filter(state -> !state.jobIsOver())
            .map(state -> "'" + state.wire() + "'")
            .collect(Collectors.joining(", "));

    private static final String LIST = """
            SELECT c.relname AS name, i.inhdetachpending AS detaching
            FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = $1::text::regclass""";

    /** Parent tables, each with the storage options of its partitions. */
    private static final Map<String, String> TABLES =
            new TreeMap<>(Map.of("message", " WITH (fillfactor = 70)", "message_event", ""));

    private final Pool pool;
    private final Clock clock;
    private final Duration retention;
    private final int daysAhead;

    Partitions(Pool pool, Clock clock, Duration retention, int daysAhead) {
        this.pool = pool;
        this.clock = clock;
        this.retention = retention;
        this.daysAhead = daysAhead;
    }

    /** Makes what is missing from yesterday to the last day ahead; says how many were made. */
    Future<Integer> make() {
        return pool.withTransaction(connection -> run(connection, "SET LOCAL lock_timeout = '5s'")
                .compose(set -> connection
                        .preparedQuery("SELECT pg_advisory_xact_lock($1)")
                        .execute(Tuple.of(LOCK)))
                .compose(locked -> make(connection, "message"))
                .compose(messages -> make(connection, "message_event").map(events -> messages + events)));
    }

    private Future<Integer> make(SqlConnection connection, String table) {
        return days(connection, table).compose(existing -> {
            LocalDate today = today();
            List<LocalDate> missing = today.minusDays(DAYS_BACK)
                    .datesUntil(today.plusDays(daysAhead + 1L))
                    .filter(day -> !existing.contains(day))
                    .toList();
            Future<Void> made = Future.succeededFuture();
            for (LocalDate day : missing) {
                made = made.compose(before -> make(connection, table, day));
            }
            return made.map(missing.size());
        });
    }

    /** Made apart and attached, which locks the parent table for no reader and no writer. */
    private static Future<Void> make(SqlConnection connection, String table, LocalDate day) {
        String name = name(table, day);
        return run(connection, "CREATE TABLE " + name + " (LIKE " + table + " INCLUDING DEFAULTS)" + TABLES.get(table))
                .compose(created -> run(
                        connection,
                        "ALTER TABLE " + table + " ATTACH PARTITION " + name + " FOR VALUES FROM ('" + floor(day)
                                + "') TO ('" + floor(day.plusDays(1)) + "')"))
                .onSuccess(made -> log.info("partition made name={}", name));
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
                        ? run(connection, "SET statement_timeout = '15min'")
                                .compose(patient -> dropLocked(connection))
                                .eventually(() -> run(connection, "RESET statement_timeout"))
                                .eventually(() -> connection
                                        .preparedQuery("SELECT pg_advisory_unlock($1)")
                                        .execute(Tuple.of(LOCK)))
                        : Future.succeededFuture(List.of())));
    }

    private Future<List<String>> dropLocked(SqlConnection connection) {
        List<String> dropped = new ArrayList<>();
        return finishInterrupted(connection)
                .compose(done -> dropOld(connection, "message", dropped))
                .compose(done -> dropOld(connection, "message_event", dropped))
                .compose(done -> forgetContent(connection))
                .map(done -> List.copyOf(dropped));
    }

    /** A node that died while detaching left a partition that is neither in nor out. */
    private Future<Void> finishInterrupted(SqlConnection connection) {
        Future<Void> all = Future.succeededFuture();
        for (String table : TABLES.keySet()) {
            all = all.compose(before -> connection.preparedQuery(LIST).execute(Tuple.of(table)))
                    .compose(rows -> {
                        Future<Void> finished = Future.succeededFuture();
                        for (var row : rows) {
                            if (row.getBoolean("detaching")) {
                                String name = row.getString("name");
                                finished = finished.compose(before -> run(
                                                connection,
                                                "ALTER TABLE " + table + " DETACH PARTITION " + name + " FINALIZE"))
                                        .compose(detached -> run(connection, "DROP TABLE " + name));
                            }
                        }
                        return finished;
                    });
        }
        return all;
    }

    private Future<Void> dropOld(SqlConnection connection, String table, List<String> dropped) {
        LocalDate firstKept = LocalDate.ofInstant(clock.instant().minus(retention), ZoneOffset.UTC);
        return days(connection, table).compose(days -> {
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
        String name = name(table, day);
        return ask(connection, "SELECT " + unfinished(table, name) + " AS answer")
                .compose(unfinished -> {
                    if (unfinished) {
                        log.warn("partition kept beyond retention name={} reason=unfinished", name);
                        return Future.succeededFuture();
                    }
                    Future<Void> ready =
                            table.equals("message") ? forgetKeys(connection, day) : Future.succeededFuture();
                    return ready.compose(done -> run(
                                    connection, "ALTER TABLE " + table + " DETACH PARTITION " + name + " CONCURRENTLY"))
                            .compose(detached -> run(connection, "DROP TABLE " + name))
                            .onSuccess(done -> {
                                dropped.add(name);
                                log.info("partition dropped name={}", name);
                            });
                });
    }

    /**
     * A message partition is unfinished while a message in it waits for us; an event partition, while a message of one
     * of its events is kept or a reader of the log hasn't passed it.
     */
    private static String unfinished(String table, String name) {
        return table.equals("message")
                ? "EXISTS (SELECT FROM " + name + " WHERE state IN (" + OPEN_STATES + "))"
                : "EXISTS (SELECT FROM " + name + " e JOIN message m ON m.id = e.message_id)"
                        + " OR EXISTS (SELECT FROM outbox_cursor c WHERE EXISTS"
                        + " (SELECT FROM " + name + " e WHERE (e.tx, e.id) > (c.tx, c.id)))";
    }

    /** In slices of the key space, so that no statement is long. */
    private Future<Void> forgetKeys(SqlConnection connection, LocalDate day) {
        Future<Void> all = Future.succeededFuture();
        for (int slice = 0; slice < 256; slice++) {
            UUID from = new UUID((long) slice << 56, 0);
            UUID to = new UUID((long) slice << 56 | 0x00FF_FFFF_FFFF_FFFFL, -1L);
            Tuple range = Tuple.tuple()
                    .addValue(from)
                    .addValue(to)
                    .addValue(floor(day))
                    .addValue(floor(day.plusDays(1)));
            all = all.compose(before -> connection
                    .preparedQuery("DELETE FROM message_key WHERE key BETWEEN $1::uuid AND $2::uuid"
                            + " AND message_id >= $3::uuid AND message_id < $4::uuid")
                    .execute(range)
                    .mapEmpty());
        }
        return all;
    }

    /** Content that no kept message can have been made from. */
    private Future<Void> forgetContent(SqlConnection connection) {
        return days(connection, "message").compose(days -> {
            LocalDate oldest = days.isEmpty() ? today() : days.iterator().next();
            return connection
                    .preparedQuery("DELETE FROM content WHERE used_on < $1::date")
                    .execute(Tuple.of(oldest.minusDays(1)))
                    .mapEmpty();
        });
    }

    private static Future<Set<LocalDate>> days(SqlConnection connection, String table) {
        return connection.preparedQuery(LIST).execute(Tuple.of(table)).map(rows -> {
            Set<LocalDate> days = new TreeSet<>();
            rows.forEach(row -> days.add(LocalDate.parse(row.getString("name").substring(table.length() + 1), SUFFIX)));
            return days;
        });
    }

    private static Future<Boolean> ask(SqlConnection connection, String sql) {
        return connection.query(sql).execute().map(rows -> rows.iterator()
                .next()
                .getBoolean("answer"));
    }

    private static Future<Void> run(SqlConnection connection, String sql) {
        return connection.query(sql).execute().mapEmpty();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    private static String name(String table, LocalDate day) {
        return table + "_" + SUFFIX.format(day);
    }

    private static UUID floor(LocalDate day) {
        return Uuid7.floor(day.atStartOfDay(ZoneOffset.UTC).toInstant());
    }
}
