package io.emailservice.event;

import io.vertx.core.Future;
import java.util.List;

/** Somewhere that events go. Used on the event loop of its relays only. */
public interface EventSink {
    /** Short and fixed: the sink's cursor is kept under it. */
    String name();

    /** Whether it wants an event; what it doesn't want counts as published. */
    default boolean wants(PublishedEvent event) {
        return true;
    }

    /**
     * Publishes a batch in its order. Completes when the sink has taken all of it; after a failure the whole batch
     * comes again.
     */
    Future<Void> publish(List<PublishedEvent> batch);

    /** Gives back what the sink holds; called once, after its last batch. */
    default Future<Void> close() {
        return Future.succeededFuture();
    }
}
