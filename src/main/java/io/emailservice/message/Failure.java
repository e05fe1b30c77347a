package io.emailservice.message;

/**
 * Why something didn't work, in the words of whoever said so.
 *
 * @param code the provider's code (HTTP status, SES error name) or our own rule, for example {@code missing_variable}
 * @param text the provider's or our own sentence; bounded, without line breaks
 */
public record Failure(FailureClass kind, String code, String text) {
    /** Code of an attempt that its provider seems to know nothing of: it may be made again. */
    public static final String NOT_TAKEN = "not_taken";

    private static final int MAX_TEXT = 1_000;

    public Failure {
        text = text.replace('\r', ' ').replace('\n', ' ');
        if (text.length() > MAX_TEXT) {
            text = text.substring(0, MAX_TEXT);
        }
    }

    @Override
    public String toString() {
        return kind.wire() + " " + code + ": " + text;
    }
}
