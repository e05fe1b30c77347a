package io.emailservice.provider.ses;

import io.emailservice.provider.Tree;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What SNS posts, or lays into a queue. What it says is not yet believed. Texts stand exactly as they were written,
 * because they are signed; null for whatever is missing.
 *
 * @param type {@link #NOTIFICATION}, {@link #SUBSCRIBED} or {@link #UNSUBSCRIBED}; others may come
 * @param message the content: JSON of SES, or plain text
 * @param subscribeUrl confirms the subscription; only with the last two types
 */
public record SnsMessage(
        String type,
        @Nullable String messageId,
        @Nullable String topicArn,
        @Nullable String subject,
        @Nullable String message,
        @Nullable String timestamp,
        @Nullable String token,
        @Nullable String subscribeUrl,
        @Nullable String signatureVersion,
        @Nullable String signature,
        @Nullable String signingCertUrl) {

    public static final String NOTIFICATION = "Notification";
    public static final String SUBSCRIBED = "SubscriptionConfirmation";
    public static final String UNSUBSCRIBED = "UnsubscribeConfirmation";

    /** Empty if the bytes are no envelope of SNS; raw delivery has none. */
    public static Optional<SnsMessage> parse(byte[] body) {
        return Tree.parse(body).flatMap(SnsMessage::of);
    }

    static Optional<SnsMessage> of(Tree json) {
        String type = json.exactText("Type");
        boolean envelope = json.exactText("Message") != null || json.exactText("TopicArn") != null;
        return type != null && envelope ? Optional.of(read(type, json)) : Optional.empty();
    }

    private static SnsMessage read(String type, Tree json) {
        return new SnsMessage(
                type,
                json.exactText("MessageId"),
                json.exactText("TopicArn"),
                json.exactText("Subject"),
                json.exactText("Message"),
                json.exactText("Timestamp"),
                json.exactText("Token"),
                json.exactText("SubscribeURL"),
                json.text("SignatureVersion"),
                json.exactText("Signature"),
                json.exactText("SigningCertURL"));
    }

    boolean isHandshake() {
        return type.equals(SUBSCRIBED) || type.equals(UNSUBSCRIBED);
    }

    boolean isNotification() {
        return type.equals(NOTIFICATION);
    }
}
