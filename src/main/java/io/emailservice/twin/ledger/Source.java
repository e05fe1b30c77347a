package io.emailservice.twin.ledger;

/** Which stand-in accepted a message. */
public enum Source {
    MAILGUN("mailgun"),
    SES("ses");

    private final String label;

    Source(String label) {
        this.label = label;
    }

    /** The provider's name on the wire of the twin. */
    public String label() {
        return label;
    }
}
