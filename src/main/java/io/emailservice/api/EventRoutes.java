package io.emailservice.api;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v1/events}: events after a position, and {@code /v1/events/stream}: the same as they come. Both read the log
 * that all sinks read, so that a caller who keeps its position misses nothing.
 */
public final class EventRoutes implements RouteMount {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MOST = 1_000;
    /** A request whose filter lets little through doesn't read the whole log: the caller goes on from where it ended. */
    private static final int MOST_SLICES = 10;

    private final Authentication authentication;
    private final EventSource source;
    private final int maxStreams;
    private final EventStream.Pace pace;
    private final AtomicInteger streams = new AtomicInteger();

    /**
     * @param maxStreams open at once on this node
     */
    public EventRoutes(Authentication authentication, EventSource source, int maxStreams) {
        this(authentication, source, maxStreams, EventStream.Pace.USUAL);
    }

    EventRoutes(Authentication authentication, EventSource source, int maxStreams, EventStream.Pace pace) {
        this.authentication = authentication;
        this.source = source;
        this.maxStreams = maxStreams;
        this.pace = pace;
    }

    @Override
    public void mount(Router router) {
        router.get("/v1/events").handler(authentication.requires(Right.READ)).handler(this::page);
        router.get("/v1/events/stream")
                .handler(authentication.requires(Right.READ))
                .handler(this::stream);
    }

    private void page(RoutingContext context) {
        EventFilter filter = EventFilter.of(context);
        int limit = limit(context);
        collect(new Collected(new JsonArray(), first(context, "after"), true), filter, limit, MOST_SLICES)
                .compose(found -> context.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                        .end(found.toJson().toBuffer()))
                .onFailure(context::fail);
    }

    /** Events that were let through, where reading goes on, and whether that is worth it at once. */
    private record Collected(JsonArray events, @Nullable String next, boolean more) {
        JsonObject toJson() {
            return new JsonObject().put("events", events).put("next", next).put("more", more);
        }
    }

    private Future<Collected> collect(Collected sofar, EventFilter filter, int limit, int slices) {
        if (!sofar.more() || sofar.events().size() == limit || slices == 0) {
            return Future.succeededFuture(sofar);
        }
        return source.after(sofar.next())
                .compose(slice -> collect(add(sofar.events(), slice, filter, limit), filter, limit, slices - 1));
    }

    private static Collected add(JsonArray events, EventSource.Slice slice, EventFilter filter, int limit) {
        for (EventSource.Item item : slice.items()) {
            if (filter.lets(item.event())) {
                events.add(item.event().toCloudEvent());
                if (events.size() == limit) {
                    boolean last = item.position().equals(slice.end());
                    return new Collected(events, item.position(), !last || slice.full());
                }
            }
        }
        return new Collected(events, slice.end(), slice.full());
    }

    private void stream(RoutingContext context) {
        EventFilter filter = EventFilter.of(context);
        if (streams.incrementAndGet() > maxStreams) {
            streams.decrementAndGet();
            throw HttpProblem.of(503, "too many event streams are open; try again");
        }
        @Nullable String last = context.request().getHeader("Last-Event-ID");
        @Nullable String after = last != null ? last : first(context, "after");
        Future<String> start = after != null ? Future.succeededFuture(after) : source.end();
        start.compose(position -> source.after(position).map(readable -> position))
                .compose(position -> new EventStream(context, source, filter, position, pace).run())
                .onComplete(ended -> streams.decrementAndGet())
                .onFailure(context::fail);
    }

    private static int limit(RoutingContext context) {
        @Nullable String text = first(context, "limit");
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        if (!text.matches("[1-9][0-9]{0,3}") || Integer.parseInt(text) > MOST) {
            throw HttpProblem.of(400, "limit must be a number from 1 to " + MOST);
        }
        return Integer.parseInt(text);
    }

    private static @Nullable String first(RoutingContext context, String parameter) {
        List<String> values = context.queryParam(parameter);
        return values.isEmpty() ? null : values.get(0);
    }
}
