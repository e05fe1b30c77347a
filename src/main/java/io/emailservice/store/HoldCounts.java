package io.emailservice.store;

import io.emailservice.message.Hold;
import io.emailservice.message.HoldScope;
import io.emailservice.message.Uuid7;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * Counts the messages of a scope, exactly, a day's partition at a time from today backwards, as long as the time allows.
 * A campaign is found by its index; for every other scope a day is read as a whole.
 */
final class HoldCounts {
    private static final Duration BUDGET = Duration.ofSeconds(5);

    private static final String DAY = """
            SELECT count(*) FILTER (WHERE state IN ('sent', 'delivered', 'bounced')) AS sent,
              count(*) FILTER (WHERE state IN ('sending', 'uncertain')) AS in_flight,
              count(*) FILTER (WHERE state IN ('scheduled', 'queued', 'deferred')) AS waiting,
              count(*) FILTER (WHERE state = 'cancelled' AND failure_code = '%s'
                AND starts_with(failure_text, $5::text)) AS cancelled,
              count(*) AS total
            FROM message m WHERE m.id >= $1::uuid AND m.id < $2::uuid AND ($3::text IS NULL OR m.tenant = $3) AND\s
            """.formatted(Hold.CANCELLED);

    private static final String OLDEST = """
            SELECT min(right(c.relname, 8)) AS day FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = 'message'::regclass""";

    private final Pool pool;
    private final Clock clock;
    private final Duration retention;

    HoldCounts(Pool pool, Clock clock, Duration retention) {
        this.pool = pool;
        this.clock = clock;
        this.retention = retention;
    }

    Future<HoldCount> count(Hold hold) {
        Instant until = clock.instant().plus(BUDGET);
        // Another node's clock may be ahead.
        LocalDate newest = today().plusDays(1);
        return oldest().compose(oldest ->
                day(hold, newest).compose(first -> earlier(hold, newest.minusDays(1), oldest, until, first)));
    }

    private Future<HoldCount> earlier(Hold hold, LocalDate day, LocalDate oldest, Instant until, HoldCount soFar) {
        if (day.isBefore(oldest)) {
            return Future.succeededFuture(soFar.and(new HoldCount(0, 0, 0, 0, 0, soFar.since(), true)));
        }
        if (clock.instant().isAfter(until)) {
            return Future.succeededFuture(soFar);
        }
        return day(hold, day).compose(count -> earlier(hold, day.minusDays(1), oldest, until, soFar.and(count)));
    }

    private Future<HoldCount> day(Hold hold, LocalDate day) {
        UUID from = Partitions.floor(day);
        HoldScope scope = hold.scope();
        Tuple query = Tuple.tuple()
                .addValue(from)
                .addValue(Partitions.floor(day.plusDays(1)))
                .addValue(scope.tenant())
                .addValue(scope.value())
                .addValue(Hold.mark(hold.id()));
        return pool.preparedQuery(DAY + condition(scope.kind())).execute(query).map(rows -> {
            Row row = rows.iterator().next();
            long sent = row.getLong("sent");
            long inFlight = row.getLong("in_flight");
            long waiting = row.getLong("waiting");
            long cancelled = row.getLong("cancelled");
            long other = row.getLong("total") - sent - inFlight - waiting - cancelled;
            return new HoldCount(sent, inFlight, waiting, cancelled, other, Uuid7.instantOf(from), false);
        });
    }

    private static String condition(HoldScope.Kind kind) {
        return switch (kind) {
            case CAMPAIGN -> "m.campaign = $4::text";
            case TENANT -> "m.tenant = $4::text";
            case PROVIDER -> "m.provider = $4::text";
            case RECIPIENT_DOMAIN ->
                "(right(m.recipient, length($4::text) + 1) = '@' || $4 OR EXISTS (SELECT 1 FROM jsonb_array_elements("
                        + "coalesce(m.request -> 'cc', '[]') || coalesce(m.request -> 'bcc', '[]')) copy"
                        + " WHERE right(lower(copy ->> 'email'), length($4) + 1) = '@' || $4))";
            case SENDING_DOMAIN -> "right(lower(m.request -> 'from' ->> 'email'), length($4::text) + 1) = '@' || $4";
            case TEMPLATE ->
                "$4::text IN (m.request -> 'template' ->> 'id',"
                        + " (m.request -> 'template' ->> 'id') || '@' || (m.request -> 'template' ->> 'version'))";
        };
    }

    private Future<LocalDate> oldest() {
        return pool.preparedQuery(OLDEST).execute().map(rows -> {
            String day = rows.iterator().next().getString("day");
            return day == null ? today().minusDays(retention.toDays()) : LocalDate.parse(day, Partitions.SUFFIX);
        });
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
