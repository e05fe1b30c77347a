package io.emailservice.event.webhook;

import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Posts deliveries to endpoints within the bounds of this node, and keeps what was not taken. For one event loop. */
final class Poster {
    private static final Logger LOG = LoggerFactory.getLogger(Poster.class);

    private final WebhookClient client;
    private final Deliveries deliveries;
    private final WebhookConfig config;
    private final Clock clock;
    private final Gate gate;
    private final Map<UUID, Circuit> circuits = new HashMap<>();

    Poster(WebhookClient client, Deliveries deliveries, WebhookConfig config, Clock clock) {
        this.client = client;
        this.deliveries = deliveries;
        this.config = config;
        this.clock = clock;
        this.gate = new Gate(config.concurrency());
    }

    /** Endpoints that rest now. */
    List<UUID> resting() {
        return circuits.entrySet().stream()
                .filter(entry -> !entry.getValue().lets(clock.instant()))
                .map(Map.Entry::getKey)
                .toList();
    }

    boolean lets(UUID endpoint) {
        return circuit(endpoint).lets(clock.instant());
    }

    /** Forgets endpoints that are no more. */
    void keep(Collection<UUID> endpoints) {
        circuits.keySet().retainAll(endpoints);
    }

    /** Tries one delivery once; null if it was taken, else what is to be kept. Never fails. */
    Future<@Nullable Delivery> post(Endpoint endpoint, Delivery delivery) {
        Circuit circuit = circuit(endpoint.id());
        return gate.pass(() -> circuit.lets(clock.instant())
                ? attempt(endpoint, delivery, circuit)
                : Future.succeededFuture(delivery.later(circuit.until())));
    }

    private Future<@Nullable Delivery> attempt(Endpoint endpoint, Delivery delivery, Circuit circuit) {
        return client.post(endpoint, delivery)
                .compose(answer -> {
                    if (circuit.works()) {
                        note(endpoint, false, false);
                    }
                    return answer == WebhookClient.Answer.GONE
                            ? gone(endpoint, delivery)
                            : Future.<@Nullable Delivery>succeededFuture(null);
                })
                .otherwise(failure -> {
                    note(endpoint, true, circuit.fails(clock.instant()));
                    return failed(delivery, reason(failure));
                });
    }

    /** If the endpoint goes on, at another address, the delivery must get there. */
    private Future<@Nullable Delivery> gone(Endpoint endpoint, Delivery delivery) {
        return disable(endpoint, "it answered 410")
                .map(disabled -> disabled ? null : failed(delivery, "it answered 410"));
    }

    private Delivery failed(Delivery delivery, String reason) {
        Instant next = config.next(
                delivery.attempts() + 1,
                clock.instant(),
                ThreadLocalRandom.current().nextDouble());
        return delivery.failed(reason, next);
    }

    private void note(Endpoint endpoint, boolean failing, boolean anew) {
        deliveries
                .failing(endpoint.id(), failing, anew)
                .compose(since -> since.compareTo(config.giveUp()) > 0
                        ? disable(endpoint, "it failed for " + since.toHours() + " hours")
                        : Future.succeededFuture(false))
                .onFailure(lost -> LOG.debug("event=endpoint_state_not_stored endpoint={}", endpoint.id()));
    }

    private Future<Boolean> disable(Endpoint endpoint, String reason) {
        return deliveries
                .disable(endpoint, reason)
                .onSuccess(disabled -> {
                    if (disabled) {
                        LOG.warn("event=endpoint_disabled endpoint={} reason=\"{}\"", endpoint.id(), reason);
                    }
                })
                .onFailure(lost -> LOG.warn("event=endpoint_not_disabled endpoint={}", endpoint.id()));
    }

    private Circuit circuit(UUID endpoint) {
        return circuits.computeIfAbsent(endpoint, absent -> new Circuit());
    }

    private static String reason(Throwable failure) {
        String text = String.valueOf(failure.getMessage());
        return text.length() > 200 ? text.substring(0, 200) : text;
    }
}
