package io.emailservice.message;

/**
 * Asks for a suppression to be lifted.
 *
 * @param by who asks, for the audit
 * @param force whether a sticky one may go, too
 */
public record SuppressionRemoval(String tenant, String address, String stream, String by, boolean force) {
    /** What came of it. */
    public enum Answer {
        REMOVED,
        ABSENT,
        /** It is sticky and stays without force. */
        STICKY
    }
}
