package io.emailservice.provider.ses;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Posts as SNS makes them, signed with a key of our own. The text to sign is written down here once more, by hand. */
final class SnsPosts {
    static final Instant TIME = Instant.parse("2026-01-02T03:04:05.000Z");
    static final String TOPIC = "arn:aws:sns:eu-west-1:123456789012:feedback";
    static final String CERTIFICATE = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123abcd.pem";
    static final String CONFIRM =
            "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=" + TOPIC + "&Token=t0";

    private static final String WHEN = "2026-01-02T03:04:05.000Z";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KeyPair pair;

    SnsPosts() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2_048);
            pair = generator.generateKeyPair();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    PublicKey key() {
        return pair.getPublic();
    }

    String notification(String version, String message) {
        Map<String, String> post = new LinkedHashMap<>();
        post.put("Type", "Notification");
        post.put("MessageId", "id-1");
        post.put("TopicArn", TOPIC);
        post.put("Subject", "Amazon SES Email Event Notification");
        post.put("Message", message);
        post.put("Timestamp", WHEN);
        return signed(post, version, List.of("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"));
    }

    String handshake(String type, String subscribeUrl) {
        Map<String, String> post = new LinkedHashMap<>();
        post.put("Type", type);
        post.put("MessageId", "id-2");
        post.put("Token", "t0");
        post.put("TopicArn", TOPIC);
        post.put("Message", "You have chosen.\nConfirm.");
        post.put("SubscribeURL", subscribeUrl);
        post.put("Timestamp", WHEN);
        return signed(
                post, "2", List.of("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"));
    }

    private String signed(Map<String, String> post, String version, List<String> fields) {
        StringBuilder text = new StringBuilder();
        for (String field : fields) {
            text.append(field).append('\n').append(post.get(field)).append('\n');
        }
        post.put("SignatureVersion", version);
        post.put("Signature", signature(text.toString(), version.equals("1") ? "SHA1withRSA" : "SHA256withRSA"));
        post.put("SigningCertURL", CERTIFICATE);
        try {
            return JSON.writeValueAsString(post);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private String signature(String text, String algorithm) {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(pair.getPrivate());
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(signature.sign());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
