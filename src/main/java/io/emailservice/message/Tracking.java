package io.emailservice.message;

/** Which engagement of one message is measured. */
public record Tracking(boolean opens, boolean clicks) {
    public static final Tracking ALL = new Tracking(true, true);
}
