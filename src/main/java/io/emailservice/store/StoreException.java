package io.emailservice.store;

import io.vertx.core.Future;
import io.vertx.pgclient.PgException;
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

    /** A work whose failure says what it means, if PostgreSQL or the way to it failed; our own bugs stay bugs. */
    static <T> Future<T> told(String work, Future<T> done) {
        return done.recover(failure -> Future.failedFuture(
                failure instanceof PgException || Trouble.of(failure) == Trouble.PASSING
                        ? of(work, failure)
                        : failure));
    }

    /** Whether any failure of the store, told or not, says that the same may work later. */
    public static boolean isPassing(Throwable failure) {
        return failure instanceof StoreException told
                ? told.reason != Reason.REFUSED && told.reason != Reason.BROKEN
                : Trouble.of(failure) == Trouble.PASSING;
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
