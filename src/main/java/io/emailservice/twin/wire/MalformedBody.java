package io.emailservice.twin.wire;

/** A body that can't be read as what its content type says. */
public final class MalformedBody extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Says what is wrong, in words that can go into an answer. */
    public MalformedBody(String problem) {
        super(problem, null, false, false);
    }

    static void check(boolean condition, String problem) {
        if (!condition) {
            throw new MalformedBody(problem);
        }
    }
}
