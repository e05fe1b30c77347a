package io.emailservice.webhook;

import org.jspecify.annotations.Nullable;

/** Tells operators what they should look at. Never fails; safe from any thread. */
public interface WebhookAlerts {
    /**
     * The signatures of many posts are refused: somebody forges them, or a key of ours is out of date.
     *
     * @param cause of the last one
     */
    void refusalsRose(String provider, @Nullable String account, String cause, int refusals);

    /** SNS says that a topic won't post any more. */
    void unsubscribed(String provider, @Nullable String account, String topic);
}
