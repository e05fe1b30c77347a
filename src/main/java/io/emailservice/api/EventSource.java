package io.emailservice.api;

import io.emailservice.event.PublishedEvent;
import io.vertx.core.Future;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The event log as callers read it; positions are opaque texts. Plugged in by {@code service}. Safe from any event loop;
 * answers on the caller's.
 */
public interface EventSource {
    /**
     * The committed events behind a position, or from the oldest one that is kept. Fails with {@link HttpProblem} if the
     * text isn't a position.
     */
    Future<Slice> after(@Nullable String position);

    /** Behind all that is committed now. */
    Future<String> end();

    /** An event and where reading goes on after it. */
    record Item(String position, PublishedEvent event) {}

    /**
     * Events in order.
     *
     * @param end where reading goes on, also if there are no events
     * @param full whether more may follow at once
     */
    record Slice(List<Item> items, String end, boolean full) {
        public Slice {
            items = List.copyOf(items);
        }
    }
}
