package io.emailservice.event.webhook;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** What is kept of endpoints and of what they have not taken; shared by all nodes. */
public interface Deliveries {
    /** Those that are active, up to a number. */
    Future<List<Endpoint>> endpoints(int limit);

    /** The name of an endpoint's reader of the event log. */
    String reader(UUID endpoint);

    /** Keeps deliveries for later, or as dead letters. */
    Future<Void> park(List<Delivery> deliveries);

    /** Takes what is due, but for some endpoints; nobody else has it before {@code lease} has passed. */
    Future<List<Delivery>> take(int limit, Collection<UUID> without, Duration lease);

    /** The endpoint took it. */
    Future<Void> taken(Delivery delivery);

    /**
     * Notes that an endpoint fails or works; answers for how long it has been failing.
     *
     * @param anew it worked until now, whatever was noted before
     */
    Future<Duration> failing(UUID endpoint, boolean failing, boolean anew);

    /**
     * Stops posting to an endpoint until its owner wants it again; false if it is out of work already, or has another
     * address by now.
     */
    Future<Boolean> disable(Endpoint endpoint, String reason);
}
