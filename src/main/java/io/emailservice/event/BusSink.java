package io.emailservice.event;

import io.vertx.core.Future;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** Publishes each event as JSON on {@code email.events} and on {@code email.events.<type>}, in the whole cluster. */
public final class BusSink implements EventSink {
    public static final String ADDRESS = "email.events";

    private final EventBus bus;

    public BusSink(EventBus bus) {
        this.bus = bus;
    }

    @Override
    public String name() {
        return "bus";
    }

    @Override
    public Future<Void> publish(List<PublishedEvent> batch) {
        for (PublishedEvent event : batch) {
            JsonObject body = event.toCloudEvent();
            bus.publish(ADDRESS, body);
            bus.publish(ADDRESS + "." + event.type(), body);
        }
        return Future.succeededFuture();
    }
}
