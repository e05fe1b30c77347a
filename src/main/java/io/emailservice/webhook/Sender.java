package io.emailservice.webhook;

/** Who posts. */
enum Sender {
    /** Signs a time and a token, but not what it says. */
    MAILGUN("mailgun", false),
    SES("ses", true);

    private final String provider;
    private final boolean signsBody;

    Sender(String provider, boolean signsBody) {
        this.provider = provider;
        this.signsBody = signsBody;
    }

    /** Whether another body under a known key is only another envelope: two subscriptions of one topic differ in it. */
    boolean signsBody() {
        return signsBody;
    }

    /** The kind of the provider's accounts, and the word in the address. */
    String provider() {
        return provider;
    }
}
