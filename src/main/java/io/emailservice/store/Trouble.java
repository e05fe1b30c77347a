package io.emailservice.store;

import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.TimeoutException;

/**
 * What a failed statement says about trying again. By SQLSTATE class, see the appendix "PostgreSQL Error Codes" of the
 * PostgreSQL manual.
 */
enum Trouble {
    /** The server is away, busy or had to choose a victim: the same statement may succeed later. */
    PASSING,
    /** One of the rows is bad; its neighbours may be fine. */
    ROW,
    /** The statement itself, or our own code, is wrong. */
    BUG;

    private static final Set<String> PASSING_CLASSES = Set.of("08", "40", "53", "57", "58");
    private static final Set<String> ROW_CLASSES = Set.of("21", "22", "23", "54", "P0", "XX");
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    /** What a server says that is no longer the primary, or is kept from growing: another one takes over, or an operator. */
    private static final String READ_ONLY = "25006";

    static Trouble of(Throwable cause) {
        if (cause instanceof PgException refused) {
            return ofState(String.valueOf(refused.getSqlState()));
        }
        // The client reports lost connections, a full pool and failed handshakes as these.
        boolean connection =
                cause instanceof IOException || cause instanceof TimeoutException || cause instanceof VertxException;
        return connection ? PASSING : BUG;
    }

    /** A cause for the log: what PostgreSQL says about a row may quote the row, so only its code is told. */
    static String describe(Throwable cause) {
        return cause instanceof PgException refused
                ? "sqlstate_" + refused.getSqlState()
                : cause.getClass().getSimpleName();
    }

    private static Trouble ofState(String sqlState) {
        String type = sqlState.substring(0, Math.min(2, sqlState.length()));
        if (PASSING_CLASSES.contains(type) || sqlState.equals(LOCK_NOT_AVAILABLE) || sqlState.equals(READ_ONLY)) {
            return PASSING;
        }
        return ROW_CLASSES.contains(type) ? ROW : BUG;
    }
}
