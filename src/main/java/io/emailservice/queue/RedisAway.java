package io.emailservice.queue;

/**
 * Redis didn't answer: there is no connection, or it was lost or given up while waiting.
 *
 * <p>{@link #wasSent()} tells whether the command may have been carried out.
 */
public final class RedisAway extends RuntimeException {
    private final boolean sent;

    RedisAway(String reason, boolean sent) {
        super(reason, null, false, false);
        this.sent = sent;
    }

    /** False if Redis surely never saw the command. */
    public boolean wasSent() {
        return sent;
    }
}
