package io.emailservice.webhook;

/** Who posts. */
enum Sender {
    MAILGUN("mailgun"),
    SES("ses");

    private final String provider;

    Sender(String provider) {
        this.provider = provider;
    }

    /** The kind of the provider's accounts, and the word in the address. */
    String provider() {
        return provider;
    }
}
