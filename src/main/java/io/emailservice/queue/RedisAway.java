package io.emailservice.queue;

/**
 * Redis didn't serve: there is no connection, or it was lost or given up while waiting, or Redis refuses for a reason of
 * its own, like a lack of memory.
 *
 * <p>{@link #wasSent()} tells whether the command may have been carried out.
 */
public final class RedisAway extends RuntimeException {
    private final boolean sent;
    private final boolean refused;

    RedisAway(String reason, boolean sent) {
        this(reason, sent, false);
    }

    RedisAway(String reason, boolean sent, boolean refused) {
        super(reason, null, false, false);
        this.sent = sent;
        this.refused = refused;
    }

    /** False if Redis surely never saw the command. */
    public boolean wasSent() {
        return sent;
    }

    /** True if there is a connection, and Redis refuses for now what was asked on it. */
    boolean wasRefused() {
        return refused;
    }
}
