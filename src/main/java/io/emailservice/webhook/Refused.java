package io.emailservice.webhook;

/** Ends the reception of a post with a refusal. An answer, not a bug: it carries no stack. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final Refusal refusal;

    Refused(Refusal refusal) {
        super(refusal.wire(), null, false, false);
        this.refusal = refusal;
    }

    Refused(Refusal refusal, Throwable why) {
        super(refusal.wire() + ": " + why.getMessage(), why, false, false);
        this.refusal = refusal;
    }

    /** What a failure of any kind means for the sender. */
    static Refusal of(Throwable failure) {
        return failure instanceof Refused refused ? refused.refusal : Refusal.BUG;
    }
}
