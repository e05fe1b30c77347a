package io.emailservice.twin.sns;

import io.emailservice.twin.feedback.Happening;
import io.emailservice.twin.feedback.SubscriptionConfig;
import io.emailservice.twin.wire.Mixing;
import io.vertx.core.Future;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;

/** How the messages of a topic look for one subscription. */
record Publication(
        String topicArn,
        String subscriptionArn,
        SubscriptionConfig config,
        Supplier<String> base,
        Signer signer,
        Function<Happening, String> message) {
    private static final String SUBJECT = "Amazon SES Email Event Notification";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    /** The same for every try and every subscription. */
    static String messageId(Happening happening) {
        long mixed = Mixing.mix(happening.number() ^ 0x534E_5300_0000_0000L);
        return new UUID(mixed, Mixing.mix(mixed)).toString();
    }

    /** The body: the message alone, or in a signed envelope. */
    Future<String> notification(Happening happening) {
        String text = message.apply(happening);
        return config.raw()
                ? Future.succeededFuture(text)
                : signed(Envelope.notification(messageId(happening), topicArn, SUBJECT, text, now()));
    }

    static String confirmationId(String token) {
        long mixed = Mixing.mix(token.hashCode());
        return new UUID(mixed, Mixing.mix(mixed)).toString();
    }

    /** The envelope that asks whether a subscription is wanted, or wanted back. */
    Future<String> confirmation(boolean subscribes, String token) {
        String subscribeUrl = base.get() + "/?Action=ConfirmSubscription&TopicArn=" + topicArn + "&Token=" + token;
        String id = confirmationId(token);
        return signed(Envelope.confirmation(subscribes, id, topicArn, token, subscribeUrl, now()));
    }

    private Future<String> signed(Envelope envelope) {
        return signer.sign(envelope.textToSign(), config.version())
                .map(signature -> envelope.json(
                        config.version(),
                        signature,
                        base.get() + '/' + signer.fileName(),
                        base.get() + "/?Action=Unsubscribe&SubscriptionArn=" + subscriptionArn));
    }

    private String now() {
        return TIME.format(signer.now());
    }
}
