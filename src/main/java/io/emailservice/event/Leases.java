package io.emailservice.event;

import io.vertx.core.Future;
import java.util.Optional;

/**
 * Who hands events to which part of which sink, and how far each part is; shared by all nodes.
 *
 * @param <P> a position in the log
 */
public interface Leases<P> {
    /** Takes a part that nobody holds, and says where it stands; empty if somebody holds it. */
    Future<Optional<P>> claim(Lease lease);

    /** False if the lease is lost. */
    Future<Boolean> renew(Lease lease);

    /** Remembers that everything up to a position is published, and renews; false if the lease is lost. */
    Future<Boolean> advance(Lease lease, P position);

    /** Lets another node take the part at once. */
    Future<Void> release(Lease lease);
}
