package io.emailservice.suppression;

import org.jspecify.annotations.Nullable;

/** An import that ended early. What it had stored before stays. */
public final class ImportFailed extends Exception {
    private static final long serialVersionUID = 1;

    private final Why why;
    private final transient ImportReport report;

    /** What the caller can do about it. */
    public enum Why {
        /** Give less at once. */
        TOO_LONG,
        /** Mend the file: none of its lines can be understood. */
        UNREADABLE,
        /** Give the same again: the store or the caller went away. */
        BROKEN_OFF
    }

    ImportFailed(Why why, String text, ImportReport report, @Nullable Throwable cause) {
        super(text, cause, false, false);
        this.why = why;
        this.report = report;
    }

    public Why why() {
        return why;
    }

    /** How far it came. */
    public ImportReport report() {
        return report;
    }
}
