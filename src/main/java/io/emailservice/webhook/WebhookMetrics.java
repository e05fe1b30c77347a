package io.emailservice.webhook;

import io.emailservice.webhook.Inbox.Receipt;
import java.time.Duration;

/**
 * What the room measures. Every post ends in one of {@code stored}, {@code refused} and {@code handshake}; only one that
 * is stored after its sender was told to come again ends in two. A growing share of refusals means forgeries or a key of
 * ours that is out of date. Safe from any thread.
 */
public interface WebhookMetrics {
    /** A post was kept before, or is now; {@code took} is the time from its head to the commit. */
    void stored(String provider, RawPost.Way way, Receipt receipt, Duration took);

    /** A post wasn't taken; {@code cause} is one of a small set of words. */
    void refused(String provider, String cause);

    /** SNS asked for or ended a subscription. */
    void handshake(String provider, boolean ending);

    /** Messages came out of a queue. */
    void received(String queue, int messages);

    /** Messages were removed from a queue after their commit. */
    void deleted(String queue, int messages);

    /** A call to SQS failed, as a whole or for some messages. */
    void queueFailed(String queue, String call);
}
