package io.emailservice.store;

/** Failures of the store for tests of other rooms. */
public final class StoreOutage {
    private StoreOutage() {}

    /** PostgreSQL can't be reached. */
    public static StoreException unavailable() {
        return new StoreException(StoreException.Reason.UNAVAILABLE, "no connection", null);
    }

    /** PostgreSQL refuses the row. */
    public static StoreException refused() {
        return new StoreException(StoreException.Reason.REFUSED, "value out of range", null);
    }
}
