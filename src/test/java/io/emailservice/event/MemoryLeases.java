package io.emailservice.event;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Leases in memory that end only when a test says so. Safe from any thread. */
final class MemoryLeases implements Leases<Integer> {
    private final Map<Part, Integer> positions = new HashMap<>();
    private final Map<Part, UUID> owners = new HashMap<>();

    /** What comes before every move of a position from now on. */
    volatile Supplier<Future<Void>> beforeMoving = Future::succeededFuture;

    synchronized int position(Part part) {
        return positions.getOrDefault(part, 0);
    }

    synchronized @Nullable UUID owner(Part part) {
        return owners.get(part);
    }

    /** As if the time of the owner had run out. */
    synchronized void expire(Part part) {
        owners.remove(part);
    }

    @Override
    public synchronized Future<Optional<Integer>> claim(Lease lease) {
        boolean mine = owners.putIfAbsent(lease.part(), lease.owner()) == null;
        return Future.succeededFuture(mine ? Optional.of(position(lease.part())) : Optional.empty());
    }

    @Override
    public synchronized Future<Boolean> renew(Lease lease) {
        return Future.succeededFuture(isOwner(lease));
    }

    @Override
    public Future<Boolean> advance(Lease lease, Integer position) {
        return beforeMoving.get().map(go -> move(lease, position));
    }

    @Override
    public synchronized Future<Void> release(Lease lease) {
        owners.remove(lease.part(), lease.owner());
        return Future.succeededFuture();
    }

    private synchronized boolean move(Lease lease, int position) {
        if (isOwner(lease)) {
            positions.put(lease.part(), position);
        }
        return isOwner(lease);
    }

    private boolean isOwner(Lease lease) {
        return lease.owner().equals(owners.get(lease.part()));
    }
}
