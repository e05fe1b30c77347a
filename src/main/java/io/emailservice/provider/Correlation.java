package io.emailservice.provider;

/** How our message id travels with a message, so that a provider's feedback can name it. */
public final class Correlation {
    /** Mailgun: user variable; SES: message tag. Holds the id in its usual text form. */
    public static final String MESSAGE_ID = "message-id";

    /** Mailgun: user variable; SES: message tag. */
    public static final String TENANT = "tenant";

    /** Mailgun: user variable; SES: message tag. */
    public static final String CAMPAIGN = "campaign";

    /** SES replaces {@code Message-ID} by its own; this header comes back in its events. */
    public static final String HEADER = "X-Email-Service-Message-Id";

    private Correlation() {}
}
