package io.emailservice.tracking;

import io.emailservice.message.Feedback;
import io.emailservice.message.FeedbackKind;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one open, click or unsubscribe, whoever measured it.
 *
 * @param userAgent empty if it was missing; null if nobody tells whether there was one
 * @param head whether it was a HEAD request
 * @param headers telling headers by lower-case name; null if nobody tells
 * @param suspicion the provider's own name for the machine that it suspects, or null
 * @param sinceDelivery null if the time of the delivery isn't known (yet)
 * @param linksAtOnce how many links of the message were followed within some seconds, this one included; 1 if unknown
 */
public record Trace(
        FeedbackKind kind,
        @Nullable String userAgent,
        boolean head,
        @Nullable Map<String, String> headers,
        @Nullable String suspicion,
        @Nullable Duration sinceDelivery,
        int linksAtOnce) {

    /** A request to one of our own endpoints. */
    public static Trace of(FeedbackKind kind, Visit visit, @Nullable Instant deliveredAt, int linksAtOnce) {
        return new Trace(
                kind,
                visit.userAgent(),
                visit.head(),
                visit.headers(),
                null,
                deliveredAt == null ? null : Duration.between(deliveredAt, visit.time()),
                linksAtOnce);
    }

    /** What a provider has measured. */
    public static Trace of(Feedback feedback, @Nullable Instant deliveredAt, int linksAtOnce) {
        Instant time = feedback.time();
        return new Trace(
                feedback.kind(),
                feedback.signals().userAgent(),
                false,
                null,
                feedback.signals().machine(),
                deliveredAt == null || time == null ? null : Duration.between(deliveredAt, time),
                linksAtOnce);
    }

    /** The header's value in lower case; empty if there is none or nobody tells. */
    String header(String name) {
        String value = headers == null ? null : headers.get(name);
        return value == null ? "" : value.toLowerCase(Locale.ROOT);
    }
}
