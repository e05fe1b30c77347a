package io.emailservice.store;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Turns rows into parameters: one array for each column, to be joined again by {@code unnest}. Parameters are numbered
 * in the order of the calls. Used once, on one thread.
 */
final class Columns<R> {
    private final List<R> rows;
    private final Tuple tuple;

    Columns(List<R> rows) {
        this(rows, Tuple.tuple());
    }

    private Columns(List<R> rows, Tuple tuple) {
        this.rows = rows;
        this.tuple = tuple;
    }

    /** The tuple with all columns so far. */
    Tuple tuple() {
        return tuple;
    }

    /** A single value instead of a column. */
    Columns<R> value(Object value) {
        tuple.addValue(value instanceof Instant instant ? timestamp(instant) : value);
        return this;
    }

    Columns<R> uuids(Function<R, @Nullable UUID> column) {
        UUID[] values = new UUID[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.apply(rows.get(i));
        }
        tuple.addValue(values);
        return this;
    }

    Columns<R> texts(Function<R, @Nullable String> column) {
        String[] values = new String[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.apply(rows.get(i));
        }
        tuple.addValue(values);
        return this;
    }

    Columns<R> instants(Function<R, @Nullable Instant> column) {
        OffsetDateTime[] values = new OffsetDateTime[rows.size()];
        for (int i = 0; i < values.length; i++) {
            Instant instant = column.apply(rows.get(i));
            values[i] = instant == null ? null : timestamp(instant);
        }
        tuple.addValue(values);
        return this;
    }

    Columns<R> integers(ToIntFunction<R> column) {
        Integer[] values = new Integer[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.applyAsInt(rows.get(i));
        }
        tuple.addValue(values);
        return this;
    }

    Columns<R> nullableIntegers(Function<R, @Nullable Integer> column) {
        Integer[] values = new Integer[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.apply(rows.get(i));
        }
        tuple.addValue(values);
        return this;
    }

    Columns<R> flags(Predicate<R> column) {
        Boolean[] values = new Boolean[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.test(rows.get(i));
        }
        tuple.addValue(values);
        return this;
    }

    Columns<R> buffers(Function<R, Buffer> column) {
        Buffer[] values = new Buffer[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.apply(rows.get(i));
        }
        tuple.addValue(values);
        return this;
    }

    /** Goes on with the columns of other rows. */
    <S> Columns<S> and(List<S> others) {
        return new Columns<>(others, tuple);
    }

    Columns<R> longs(ToLongFunction<R> column) {
        Long[] values = new Long[rows.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = column.applyAsLong(rows.get(i));
        }
        tuple.addValue(values);
        return this;
    }

    static OffsetDateTime timestamp(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
