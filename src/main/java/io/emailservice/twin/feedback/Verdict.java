package io.emailservice.twin.feedback;

/** What came of one try to post. */
public enum Verdict {
    /** The receiver has it. */
    ACCEPTED,
    /** It lies where the receiver fetches it, and the target tells when that has happened. */
    LAID_OUT,
    /** To be tried again. */
    FAILED,
    /** The receiver doesn't want it, and won't be asked again. */
    REFUSED
}
