package io.emailservice.store;

import org.jspecify.annotations.Nullable;

/** The store could not do its work. Says nothing about whether a statement that was under way took effect. */
public final class StoreException extends RuntimeException {
    private final Reason reason;

    StoreException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** What a failed statement of {@code work} means. */
    static StoreException of(String work, Throwable cause) {
        Reason reason =
                switch (Trouble.of(cause)) {
                    case PASSING -> Reason.UNAVAILABLE;
                    case ROW -> Reason.REFUSED;
                    case BUG -> Reason.BROKEN;
                };
        return new StoreException(reason, work + ": " + Trouble.describe(cause), cause);
    }

    /** Why, so that a caller can decide what to do next. */
    public Reason reason() {
        return reason;
    }

    /** Kinds of trouble. */
    public enum Reason {
        /** More waits to be written than is allowed; nothing was tried. */
        OVERLOADED,
        /** PostgreSQL could not be reached within the deadline. */
        UNAVAILABLE,
        /** PostgreSQL refuses this very row; trying again is useless. */
        REFUSED,
        /** The statement itself fails for every row: a bug, missing rights, or a schema that doesn't fit. */
        BROKEN,
        /** The store is being closed. */
        CLOSED
    }
}
