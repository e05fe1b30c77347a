package io.emailservice.provider.ses;

import io.emailservice.provider.FeedbackTexts;
import io.emailservice.provider.PostCheck;
import io.emailservice.provider.PostVerdict;
import io.emailservice.provider.PostVerdict.Cause;
import io.vertx.core.Future;
import java.net.URI;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Checks SNS' posts. A genuine signature only says that some topic of somebody sent it, so the topic must be one of ours.
 * That is looked at first: a stranger can't make us fetch a certificate.
 */
public final class SnsCheck implements PostCheck {
    /** SNS gives up after an hour; the rest is for posts that come out of a dead letter queue. */
    public static final Duration WINDOW_BACK = Duration.ofDays(14);

    public static final Duration WINDOW_AHEAD = Duration.ofMinutes(15);

    private final Set<String> topics;
    private final Certificates certificates;
    private final SnsPins pins;
    private final Duration back;
    private final Duration ahead;
    private final Clock clock;

    /** @param topics ARNs of the topics that may post; without any, nothing is genuine */
    public SnsCheck(Set<String> topics, Certificates certificates, Duration back, Duration ahead, Clock clock) {
        this(topics, certificates, SnsPins.amazon(), back, ahead, clock);
    }

    /** The same with other addresses that may be fetched. */
    public SnsCheck(
            Set<String> topics, Certificates certificates, SnsPins pins, Duration back, Duration ahead, Clock clock) {
        this.topics = Set.copyOf(topics);
        this.certificates = certificates;
        this.pins = pins;
        this.back = back;
        this.ahead = ahead;
        this.clock = clock;
    }

    @Override
    public Future<PostVerdict> check(byte[] body) {
        return SnsMessage.parse(body).map(this::check).orElseGet(() -> refused(Cause.MALFORMED));
    }

    private Future<PostVerdict> check(SnsMessage message) {
        String topic = message.topicArn();
        boolean whole = message.messageId() != null && message.message() != null && message.timestamp() != null;
        if (topic == null || !whole || !(message.isNotification() || message.isHandshake())) {
            return refused(Cause.MALFORMED);
        }
        if (!topics.contains(topic)) {
            return refused(Cause.UNKNOWN_TOPIC);
        }
        if (message.signature() == null || message.signatureVersion() == null) {
            return refused(Cause.UNSIGNED);
        }
        Optional<String> algorithm = SnsSignature.algorithm(message);
        if (algorithm.isEmpty()) {
            return refused(Cause.UNKNOWN_SIGNATURE_KIND);
        }
        Optional<URI> url = pins.certificate(message.signingCertUrl(), topic);
        return url.isEmpty()
                ? refused(Cause.BAD_CERTIFICATE_URL)
                : certificates
                        .key(url.get())
                        .map(key -> verdict(message, topic, key, algorithm.get()))
                        .otherwise(SnsCheck::withoutKey);
    }

    private PostVerdict verdict(SnsMessage message, String topic, PublicKey key, String algorithm) {
        if (!SnsSignature.isBy(key, message, algorithm)) {
            return new PostVerdict.Refused(Cause.BAD_SIGNATURE);
        }
        Instant signedAt = FeedbackTexts.time(message.timestamp());
        if (signedAt == null) {
            return new PostVerdict.Refused(Cause.MALFORMED);
        }
        Instant now = clock.instant();
        if (signedAt.isBefore(now.minus(back))) {
            return new PostVerdict.Refused(Cause.TOO_OLD);
        }
        if (signedAt.isAfter(now.plus(ahead))) {
            return new PostVerdict.Refused(Cause.TOO_NEW);
        }
        return message.isHandshake()
                ? handshake(message, topic)
                : new PostVerdict.Genuine(String.valueOf(message.messageId()));
    }

    private PostVerdict handshake(SnsMessage message, String topic) {
        return pins.confirmation(message.subscribeUrl(), topic)
                .<PostVerdict>map(confirm ->
                        new PostVerdict.Handshake(confirm, message.type().equals(SnsMessage.UNSUBSCRIBED), topic))
                .orElseGet(() -> new PostVerdict.Refused(Cause.BAD_CONFIRMATION_URL));
    }

    private static PostVerdict withoutKey(Throwable why) {
        return why instanceof Certificates.Untrusted
                ? new PostVerdict.Refused(Cause.BAD_CERTIFICATE)
                : new PostVerdict.Unavailable("the certificate can't be had: " + why.getMessage());
    }

    private static Future<PostVerdict> refused(Cause cause) {
        return Future.succeededFuture(new PostVerdict.Refused(cause));
    }
}
