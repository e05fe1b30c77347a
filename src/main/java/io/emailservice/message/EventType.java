package io.emailservice.message;

import java.util.Locale;

/** The types of events that the service publishes. */
public enum EventType {
    MESSAGE_ACCEPTED,
    MESSAGE_SUPPRESSED,
    MESSAGE_CANCELLED,
    MESSAGE_EXPIRED,
    MESSAGE_SENT,
    MESSAGE_UNCERTAIN,
    MESSAGE_DEFERRED,
    MESSAGE_DELIVERED,
    MESSAGE_BOUNCED,
    MESSAGE_REJECTED,
    MESSAGE_FAILED,
    MESSAGE_OPENED,
    MESSAGE_CLICKED,
    MESSAGE_UNSUBSCRIBED,
    MESSAGE_COMPLAINED,
    /** What was told of the message before is taken back: it had been read wrongly. */
    MESSAGE_CORRECTED,
    /** Another message was made out of this one, which had failed. */
    MESSAGE_REDRIVEN,
    SUPPRESSION_REMOVED,
    /** So many unsubscribes at once that a machine may have made them. */
    UNSUBSCRIBE_CLUSTERED,
    /** An operator stopped messages. */
    HOLD_PLACED,
    HOLD_LIFTED,
    PROVIDER_OPENED,
    PROVIDER_CLOSED,
    /** Many posts that pretend to be a provider's were refused. */
    PROVIDER_REFUSED,
    /** A topic won't post any more. */
    PROVIDER_UNSUBSCRIBED;

    private final String wire = name().toLowerCase(Locale.ROOT).replace('_', '.');

    /** The CloudEvents {@code type}, for example {@code message.sent}. */
    public String wire() {
        return wire;
    }
}
