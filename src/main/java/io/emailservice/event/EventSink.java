package io.emailservice.event;

import io.vertx.core.Future;
import java.util.List;

/** Somewhere that events go. */
public interface EventSink {
    String name();

    /**
     * Publishes a batch in its order. Completes when the sink has taken all of it; after a failure the whole batch
     * comes again.
     */
    Future<Void> publish(List<PublishedEvent> batch);
}
