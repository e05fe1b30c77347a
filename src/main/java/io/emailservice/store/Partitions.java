package io.emailservice.store;

import io.emailservice.message.Uuid7;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The daily partitions of messages and events, made before they are needed. Any node may do so at any time; all nodes
 * wait for each other.
 */
final class Partitions {
    private static final Logger log = LoggerFactory.getLogger(Partitions.class);
    static final DateTimeFormatter SUFFIX = DateTimeFormatter.BASIC_ISO_DATE;
    private static final int DAYS_BACK = 1;
    /** Any number that nothing else locks. */
    static final long LOCK = 7_305_661_402_118_573L;

    static final String LIST = """
            SELECT c.relname AS name, i.inhdetachpending AS detaching
            FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = $1::text::regclass""";

    /** Parent tables, each with the storage options of its partitions. */
    static final Map<String, String> TABLES = new TreeMap<>(Map.of(
            "message", " WITH (fillfactor = 50)",
            "message_engagement", " WITH (fillfactor = 70)",
            "message_event", "",
            "message_feedback", "",
            "webhook_post", ""));

    /** Tables whose rows belong to a message, and stand in a partition of its day. */
    static final List<String> BESIDE_MESSAGES = List.of("message_engagement", "message_feedback");

    private final Pool pool;
    private final Clock clock;
    private final int daysAhead;

    Partitions(Pool pool, Clock clock, int daysAhead) {
        this.pool = pool;
        this.clock = clock;
        this.daysAhead = daysAhead;
    }

    /** Makes what is missing from yesterday to the last day ahead; says how many were made. */
    Future<Integer> make() {
        return pool.withTransaction(connection -> run(connection, "SET LOCAL lock_timeout = '5s'")
                .compose(set -> connection
                        .preparedQuery("SELECT pg_advisory_xact_lock($1)")
                        .execute(Tuple.of(LOCK)))
                .compose(locked -> days(connection, "message"))
                .compose(messages -> {
                    Future<Integer> all = Future.succeededFuture(0);
                    for (String table : TABLES.keySet()) {
                        Set<LocalDate> days = new TreeSet<>(around());
                        if (BESIDE_MESSAGES.contains(table)) {
                            days.addAll(messages);
                        }
                        all = all.compose(
                                before -> make(connection, table, days).map(made -> before + made));
                    }
                    return all;
                }));
    }

    private List<LocalDate> around() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return today.minusDays(DAYS_BACK)
                .datesUntil(today.plusDays(daysAhead + 1L))
                .toList();
    }

    private static Future<Integer> make(SqlConnection connection, String table, Set<LocalDate> days) {
        return days(connection, table).compose(existing -> {
            List<LocalDate> missing =
                    days.stream().filter(day -> !existing.contains(day)).toList();
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

    static Future<Set<LocalDate>> days(SqlConnection connection, String table) {
        return connection.preparedQuery(LIST).execute(Tuple.of(table)).map(rows -> {
            Set<LocalDate> days = new TreeSet<>();
            rows.forEach(row -> days.add(LocalDate.parse(row.getString("name").substring(table.length() + 1), SUFFIX)));
            return days;
        });
    }

    static Future<Void> run(SqlConnection connection, String sql) {
        return connection.query(sql).execute().mapEmpty();
    }

    static String name(String table, LocalDate day) {
        return table + "_" + SUFFIX.format(day);
    }

    static UUID floor(LocalDate day) {
        return Uuid7.floor(day.atStartOfDay(ZoneOffset.UTC).toInstant());
    }
}
