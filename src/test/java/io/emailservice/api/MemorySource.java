package io.emailservice.api;

import io.emailservice.event.PublishedEvent;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A log in memory, read ten at a time; a position is {@code p} and the number of events before it. */
final class MemorySource implements EventSource {
    private static final int PAGE = 10;
    private final List<PublishedEvent> events = new ArrayList<>();

    synchronized void append(String tenant, String type, String padding) {
        int number = events.size() + 1;
        events.add(new PublishedEvent(
                new UUID(0, number),
                type,
                tenant,
                "m-" + number,
                1,
                Instant.parse("2026-01-01T00:00:00Z"),
                new JsonObject().put("padding", padding)));
    }

    @Override
    public synchronized Future<Slice> after(@Nullable String position) {
        if (position != null && !position.matches("p\\d+")) {
            return Future.failedFuture(HttpProblem.of(400, "not a position"));
        }
        int from = position == null ? 0 : Integer.parseInt(position.substring(1));
        int end = Math.min(events.size(), from + PAGE);
        List<Item> items = new ArrayList<>();
        for (int next = from; next < end; next++) {
            items.add(new Item("p" + (next + 1), events.get(next)));
        }
        return Future.succeededFuture(new Slice(items, "p" + end, end == from + PAGE));
    }

    @Override
    public synchronized Future<String> end() {
        return Future.succeededFuture("p" + events.size());
    }
}
