package io.emailservice.provider.ses;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * SNS' signatures: RSA over a text made of some of the message's fields. The version names the hash, and the hash is
 * taken from nowhere else.
 */
final class SnsSignature {
    private SnsSignature() {}

    /** The algorithm of the message's signature; empty for a version that we don't know. */
    static Optional<String> algorithm(SnsMessage message) {
        if ("1".equals(message.signatureVersion())) {
            return Optional.of("SHA1withRSA");
        }
        return "2".equals(message.signatureVersion()) ? Optional.of("SHA256withRSA") : Optional.empty();
    }

    /** Whether the signature is by this key; false for whatever is no signature. */
    static boolean isBy(PublicKey key, SnsMessage message, String algorithm) {
        String text = message.signature();
        if (text == null) {
            return false;
        }
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initVerify(key);
            signature.update(signedText(message).getBytes(StandardCharsets.UTF_8));
            return signature.verify(Base64.getMimeDecoder().decode(text));
        } catch (GeneralSecurityException | IllegalArgumentException noSignature) {
            return false;
        }
    }

    /** Name and value of each signed field on lines of their own, in alphabetical order, the last line ended too. */
    static String signedText(SnsMessage message) {
        StringBuilder text = new StringBuilder();
        line(text, "Message", message.message());
        line(text, "MessageId", message.messageId());
        if (message.isNotification()) {
            line(text, "Subject", message.subject());
        } else {
            line(text, "SubscribeURL", message.subscribeUrl());
        }
        line(text, "Timestamp", message.timestamp());
        if (!message.isNotification()) {
            line(text, "Token", message.token());
        }
        line(text, "TopicArn", message.topicArn());
        line(text, "Type", message.type());
        return text.toString();
    }

    private static void line(StringBuilder text, String name, @Nullable String value) {
        if (value != null) {
            text.append(name).append('\n').append(value).append('\n');
        }
    }
}
