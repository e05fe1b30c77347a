package io.emailservice.twin.fault;

import io.emailservice.twin.ledger.Source;

/** The limits that a provider can say were exceeded. */
public enum Limit {
    REQUEST(Source.MAILGUN, "request"),
    RECIPIENT(Source.MAILGUN, "recipient"),
    BYTES(Source.MAILGUN, "bytes"),
    ACCOUNT_REQUESTS(Source.MAILGUN, "account-requests-per-sec"),
    TOO_MANY_REQUESTS(Source.SES, "too-many-requests"),
    SENDING_RATE(Source.SES, "sending-rate"),
    DAILY_QUOTA(Source.SES, "daily-quota");

    private final Source source;
    private final String label;

    Limit(Source source, String label) {
        this.source = source;
        this.label = label;
    }

    Source source() {
        return source;
    }

    /** Its name in a script; for Mailgun also in the answer. */
    public String label() {
        return label;
    }
}
