package io.emailservice.event.webhook;

import io.emailservice.event.EventSink;
import io.emailservice.event.PublishedEvent;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * One endpoint as a sink. A batch is taken when each event of it is posted or kept for later; while the endpoint rests,
 * batches wait in the log. The events of a message are posted one after the other, several messages at once.
 */
final class EndpointSink implements EventSink {
    private static final int LANES = 4;

    private final String name;
    private final Poster poster;
    private final Deliveries deliveries;
    private Endpoint endpoint;

    EndpointSink(String name, Endpoint endpoint, Poster poster, Deliveries deliveries) {
        this.name = name;
        this.endpoint = endpoint;
        this.poster = poster;
        this.deliveries = deliveries;
    }

    /** From now on under this address, with this filter and these secrets. */
    void use(Endpoint changed) {
        endpoint = changed;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean wants(PublishedEvent event) {
        return endpoint.wants(event);
    }

    @Override
    public Future<Void> publish(List<PublishedEvent> batch) {
        if (!poster.lets(endpoint.id())) {
            return Future.failedFuture("the endpoint rests");
        }
        List<Delivery> untaken = new ArrayList<>();
        List<Future<Void>> lanes = new ArrayList<>();
        for (int lane = 0; lane < LANES; lane++) {
            lanes.add(run(lane, batch, untaken));
        }
        return Future.join(lanes)
                .compose(all -> untaken.isEmpty() ? Future.succeededFuture() : deliveries.park(untaken));
    }

    private Future<Void> run(int lane, List<PublishedEvent> batch, List<Delivery> untaken) {
        Future<Void> all = Future.succeededFuture();
        for (PublishedEvent event : batch) {
            if (Math.floorMod(event.subject().hashCode(), LANES) == lane) {
                all = all.compose(before -> poster.post(endpoint, Delivery.first(endpoint.id(), event)))
                        .map(kept -> {
                            if (kept != null) {
                                untaken.add(kept);
                            }
                            return null;
                        });
            }
        }
        return all;
    }
}
