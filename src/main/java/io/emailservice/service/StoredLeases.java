package io.emailservice.service;

import io.emailservice.event.Lease;
import io.emailservice.event.Leases;
import io.emailservice.store.Cursor;
import io.emailservice.store.EventReaders;
import io.emailservice.store.ReaderLease;
import io.emailservice.store.WebhookEndpoints;
import io.vertx.core.Future;
import java.util.Optional;

/**
 * The leases of the relays, kept in the store. A sink that is new begins with the oldest event that is kept, but
 * that of an endpoint is made and removed with the endpoint.
 */
record StoredLeases(EventReaders readers) implements Leases<Cursor> {
    @Override
    public Future<Optional<Cursor>> claim(Lease lease) {
        return WebhookEndpoints.isReader(lease.part().sink())
                ? readers.claim(stored(lease))
                : readers.claim(stored(lease), Cursor.START);
    }

    @Override
    public Future<Boolean> renew(Lease lease) {
        return readers.renew(stored(lease));
    }

    @Override
    public Future<Boolean> advance(Lease lease, Cursor position) {
        return readers.advance(stored(lease), position);
    }

    @Override
    public Future<Void> release(Lease lease) {
        return readers.release(stored(lease));
    }

    private static ReaderLease stored(Lease lease) {
        return new ReaderLease(
                lease.part().sink(), lease.part().number(), lease.part().of(), lease.owner(), lease.length());
    }
}
