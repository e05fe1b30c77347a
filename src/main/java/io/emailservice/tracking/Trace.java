package io.emailservice.tracking;

import io.emailservice.message.Feedback;
import io.emailservice.message.FeedbackKind;
import io.emailservice.message.Signals;
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

    /** What a provider or one of our own endpoints has measured. */
    public static Trace of(Feedback feedback, @Nullable Instant deliveredAt, int linksAtOnce) {
        Instant time = feedback.time();
        Map<String, String> headers = feedback.signals().headers();
        return new Trace(
                feedback.kind(),
                feedback.signals().userAgent(),
                headers != null && headers.containsKey(Signals.METHOD),
                headers,
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
