package io.emailservice.twin.sns;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emailservice.twin.wire.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** What SNS sends: its type and its fields, in the order in which they are written. */
record Envelope(String type, Map<String, String> fields) {
    static final String NOTIFICATION = "Notification";
    static final String SUBSCRIPTION = "SubscriptionConfirmation";
    static final String UNSUBSCRIPTION = "UnsubscribeConfirmation";

    static Envelope notification(String id, String topicArn, String subject, String message, String timestamp) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("Type", NOTIFICATION);
        fields.put("MessageId", id);
        fields.put("TopicArn", topicArn);
        fields.put("Subject", subject);
        fields.put("Message", message);
        fields.put("Timestamp", timestamp);
        return new Envelope(NOTIFICATION, fields);
    }

    static Envelope confirmation(
            boolean subscribes, String id, String topicArn, String token, String subscribeUrl, String timestamp) {
        String type = subscribes ? SUBSCRIPTION : UNSUBSCRIPTION;
        String text = subscribes
                ? "You have chosen to subscribe to the topic " + topicArn
                        + ".\nTo confirm the subscription, visit the SubscribeURL included in this message."
                : "You have chosen to deactivate subscription " + topicArn
                        + ".\nTo cancel this operation and restore the subscription, visit the SubscribeURL included"
                        + " in this message.";
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("Type", type);
        fields.put("MessageId", id);
        fields.put("Token", token);
        fields.put("TopicArn", topicArn);
        fields.put("Message", text);
        fields.put("SubscribeURL", subscribeUrl);
        fields.put("Timestamp", timestamp);
        return new Envelope(type, fields);
    }

    /** What is signed: names and values in alphabetical order, a line each; every field so far but no later one. */
    String textToSign() {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(fields)
                .forEach((name, value) ->
                        text.append(name).append('\n').append(value).append('\n'));
        return text.toString();
    }

    String json(int version, String signature, String certificateUrl, String unsubscribeUrl) {
        ObjectNode json = Json.object();
        fields.forEach(json::put);
        json.put("SignatureVersion", String.valueOf(version))
                .put("Signature", signature)
                .put("SigningCertURL", certificateUrl);
        if (type.equals(NOTIFICATION)) {
            json.put("UnsubscribeURL", unsubscribeUrl);
        }
        return json.toString();
    }
}
