package io.emailservice.store;

import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * The span of the ids of one batch. As a condition beside a join it lets the planner look into the partitions of these
 * messages only.
 */
record IdRange(UUID lowest, UUID highest) {
    /** The order of PostgreSQL, which differs from that of {@link UUID#compareTo}: bytes are unsigned. */
    static final Comparator<UUID> ORDER = (left, right) -> {
        int high = Long.compareUnsigned(left.getMostSignificantBits(), right.getMostSignificantBits());
        return high != 0 ? high : Long.compareUnsigned(left.getLeastSignificantBits(), right.getLeastSignificantBits());
    };

    /** The rows in the order of their ids: in which all nodes lock them, so that no two batches wait for each other. */
    static <R> List<R> ordered(List<R> rows, Function<R, UUID> id) {
        return rows.stream().sorted(Comparator.comparing(id, ORDER)).toList();
    }

    /** Span of rows that are {@link #ordered}; at least one. */
    static <R> IdRange of(List<R> ordered, Function<R, UUID> id) {
        return new IdRange(id.apply(ordered.get(0)), id.apply(ordered.get(ordered.size() - 1)));
    }
}
