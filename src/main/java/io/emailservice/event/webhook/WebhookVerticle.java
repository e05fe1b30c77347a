package io.emailservice.event.webhook;

import io.emailservice.event.EventConfig;
import io.emailservice.event.Outbox;
import io.emailservice.event.Part;
import io.emailservice.event.Relay;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Relays to every active endpoint, and tries again what they did not take. One event loop for all of it. */
public final class WebhookVerticle<P> extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookVerticle.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final int MOST_ENDPOINTS = 1_000;
    private static final int MOST_DUE = 100;
    private static final int DEADLINES_PER_LEASE = 10;

    private final Outbox<P> outbox;
    private final Deliveries deliveries;
    private final EventConfig config;
    private final Clock clock;
    private final Map<UUID, Served<P>> served = new HashMap<>();
    private WebhookClient client;
    private Poster poster;
    private boolean looking;
    private long timer;
    private Future<Void> look = Future.succeededFuture();

    private record Served<P>(EndpointSink sink, Relay<P> relay) {}

    @SuppressWarnings("NullAway.Init")
    public WebhookVerticle(Outbox<P> outbox, Deliveries deliveries, EventConfig config, Clock clock) {
        this.outbox = outbox;
        this.deliveries = deliveries;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        client = new WebhookClient(vertx, config.webhooks(), clock);
        poster = new Poster(client, deliveries, config.webhooks(), clock);
        timer = vertx.setPeriodic(1, LOOK.toMillis(), tick -> look());
        return Future.succeededFuture();
    }

    /** What is under way ends; what is not taken by then is kept. */
    @Override
    public Future<?> stop() {
        vertx.cancelTimer(timer);
        return look.eventually(() -> Future.join(
                        served.values().stream().map(one -> one.relay().stop()).toList()))
                .eventually(client::close);
    }

    private void look() {
        if (!looking) {
            looking = true;
            look = deliveries
                    .endpoints(MOST_ENDPOINTS)
                    .compose(endpoints -> serve(endpoints).compose(done -> retry(endpoints)))
                    .onFailure(failure -> LOG.warn("event=webhooks_wait reason=\"{}\"", failure.getMessage()))
                    .onComplete(done -> looking = false);
        }
    }

    private Future<Void> serve(List<Endpoint> endpoints) {
        Map<UUID, Endpoint> active = endpoints.stream().collect(Collectors.toMap(Endpoint::id, endpoint -> endpoint));
        poster.keep(active.keySet());
        List<Future<Void>> ends = new ArrayList<>();
        served.entrySet().removeIf(entry -> {
            boolean over = !active.containsKey(entry.getKey());
            if (over) {
                ends.add(entry.getValue().relay().stop());
            }
            return over;
        });
        active.forEach((id, endpoint) ->
                served.computeIfAbsent(id, absent -> begin(endpoint)).sink().use(endpoint));
        return Future.join(ends).mapEmpty();
    }

    private Served<P> begin(Endpoint endpoint) {
        String name = deliveries.reader(endpoint.id());
        EndpointSink sink = new EndpointSink(name, endpoint, poster, deliveries);
        Relay<P> relay = new Relay<>(vertx, outbox, sink, Part.whole(name), config);
        relay.start();
        return new Served<>(sink, relay);
    }

    private Future<Void> retry(List<Endpoint> endpoints) {
        Map<UUID, Endpoint> active = endpoints.stream().collect(Collectors.toMap(Endpoint::id, endpoint -> endpoint));
        return deliveries
                .take(MOST_DUE, poster.resting(), config.webhooks().deadline().multipliedBy(DEADLINES_PER_LEASE))
                .compose(due -> {
                    List<Future<Void>> tries = new ArrayList<>();
                    for (Delivery one : due) {
                        Endpoint endpoint = active.get(one.endpointId());
                        if (endpoint != null) {
                            tries.add(retry(endpoint, one));
                        }
                    }
                    return Future.join(tries).mapEmpty();
                });
    }

    private Future<Void> retry(Endpoint endpoint, Delivery delivery) {
        return poster.post(endpoint, delivery)
                .compose(kept -> kept == null ? deliveries.taken(delivery) : deliveries.park(List.of(kept)));
    }
}
