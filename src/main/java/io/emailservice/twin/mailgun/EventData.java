package io.emailservice.twin.mailgun;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emailservice.twin.feedback.Happening;
import io.emailservice.twin.feedback.Kind;
import io.emailservice.twin.ledger.Acceptance;
import io.emailservice.twin.wire.Json;
import io.emailservice.twin.wire.Mixing;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;

/** The {@code event-data} of a webhook post. */
final class EventData {
    private static final double MILLIS = 1e3;

    private EventData() {}

    private static final List<String> AGENTS = List.of(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
            "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
            "Mozilla/5.0");

    static ObjectNode of(Happening happening) {
        ObjectNode data = Json.object()
                .put("event", event(happening.kind()))
                .put("id", id(happening))
                .put("timestamp", happening.at().toEpochMilli() / MILLIS)
                .put("log-level", level(happening.kind()))
                .put("recipient", happening.recipient());
        if (!happening.late()) {
            data.put("recipient-domain", domain(happening.recipient()));
        }
        data.putArray("campaigns");
        EventItem.addAttributes(data, happening.acceptance());
        switch (happening.kind()) {
            case SENT -> sent(data, happening);
            case DEFERRED -> failed(data, happening, "temporary", happening.oneOf(Reply.DEFERRED));
            case BOUNCED_SOFT -> failed(data, happening, "permanent", happening.oneOf(Reply.SOFT));
            case BOUNCED_HARD -> failed(data, happening, "permanent", happening.oneOf(Reply.HARD));
            case REJECTED -> rejected(data, happening);
            case DELIVERED -> delivered(data, happening);
            case COMPLAINED -> complained(data, happening);
            case OPENED, CLICKED, UNSUBSCRIBED -> engaged(data, happening);
        }
        return data;
    }

    /** The id of a take-over is the one that the events route shows. */
    private static String id(Happening happening) {
        if (happening.kind() == Kind.SENT) {
            return EventItem.id(happening.entry());
        }
        long mixed = Mixing.mix(~happening.number());
        byte[] bytes = ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(mixed)
                .putLong(Mixing.mix(mixed))
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String event(Kind kind) {
        return switch (kind) {
            case SENT -> "accepted";
            case DEFERRED, BOUNCED_SOFT, BOUNCED_HARD -> "failed";
            case REJECTED, DELIVERED, OPENED, CLICKED, UNSUBSCRIBED, COMPLAINED -> kind.label();
        };
    }

    private static String level(Kind kind) {
        return switch (kind) {
            case BOUNCED_SOFT, BOUNCED_HARD -> "error";
            case DEFERRED, REJECTED, UNSUBSCRIBED, COMPLAINED -> "warn";
            case SENT, DELIVERED, OPENED, CLICKED -> "info";
        };
    }

    private static void sent(ObjectNode data, Happening happening) {
        data.put("method", "HTTP");
        envelope(data, happening);
        flags(data);
        message(data, happening);
        storage(data, happening);
    }

    private static void delivered(ObjectNode data, Happening happening) {
        envelope(data, happening);
        flags(data);
        message(data, happening);
        storage(data, happening);
        status(data, happening)
                .put("code", 250)
                .put("message", "OK")
                .put("description", "")
                .put("enhanced-code", "2.0.0");
    }

    private static void failed(ObjectNode data, Happening happening, String severity, Reply reply) {
        data.put("severity", severity).put("reason", happening.late() ? "generic" : reply.reason());
        message(data, happening);
        storage(data, happening);
        if (happening.late()) {
            data.putObject("envelope");
            data.putObject("flags").put("is-delayed-bounce", true);
            data.putObject("delivery-status")
                    .put("bounce-code", "5.1.1")
                    .put("code", 550)
                    .put("enhanced-code", "5.1.1")
                    .put("message", "smtp; 550-5.1.1 The email account that you tried to reach does not exist.")
                    .put("description", "The message could not be delivered to one or more recipients.");
            return;
        }
        envelope(data, happening);
        flags(data);
        ObjectNode status = status(data, happening)
                .put("code", reply.code())
                .put("enhanced-code", reply.enhanced())
                .put("message", reply.message())
                .put("description", "");
        if (happening.kind() == Kind.DEFERRED) {
            status.put("retry-seconds", 600);
        }
    }

    /** Names no recipient but in the header. */
    private static void rejected(ObjectNode data, Happening happening) {
        data.remove(List.of("recipient", "recipient-domain"));
        data.putObject("reject")
                .put("reason", "Sandbox subdomains are for test purposes only.")
                .put("description", "");
        flags(data);
        message(data, happening);
        storage(data, happening);
    }

    private static void complained(ObjectNode data, Happening happening) {
        data.putObject("flags").put("is-test-mode", false);
        message(data, happening);
    }

    private static void engaged(ObjectNode data, Happening happening) {
        String agent = happening.oneOf(AGENTS);
        boolean apple = agent.equals("Mozilla/5.0");
        data.put("ip", "192.0.2." + Math.floorMod(happening.chance(), 250));
        data.putObject("geolocation")
                .put("country", "US")
                .put("region", "Unknown")
                .put("city", "Unknown");
        data.putObject("client-info")
                .put("client-type", apple ? "unknown" : "browser")
                .put("client-os", "unknown")
                .put("device-type", apple ? "unknown" : "desktop")
                .put("client-name", "unknown")
                .put("user-agent", agent)
                .put("bot", apple ? "apple" : agent.contains("GoogleImageProxy") ? "gmail" : "");
        if (happening.kind() == Kind.CLICKED) {
            data.put("url", "https://www.example.com/landing");
        }
        data.putObject("message")
                .putObject("headers")
                .put("message-id", happening.acceptance().providerId());
    }

    private static void envelope(ObjectNode data, Happening happening) {
        data.putObject("envelope")
                .put("transport", "smtp")
                .put("sender", happening.letter().first("From"))
                .put("sending-ip", "198.51.100.7")
                .put("targets", happening.recipient());
    }

    private static void flags(ObjectNode data) {
        data.putObject("flags")
                .put("is-routed", false)
                .put("is-authenticated", true)
                .put("is-system-test", false)
                .put("is-test-mode", false);
    }

    private static void message(ObjectNode data, Happening happening) {
        Acceptance acceptance = happening.acceptance();
        ObjectNode message = data.putObject("message");
        message.putObject("headers")
                .put("to", happening.letter().first("To"))
                .put("message-id", acceptance.providerId())
                .put("from", happening.letter().first("From"))
                .put("subject", happening.letter().first("Subject"));
        message.putArray("attachments");
        message.put("size", acceptance.size());
    }

    private static void storage(ObjectNode data, Happening happening) {
        String key = Long.toHexString(Mixing.mix(happening.acceptance().number()));
        data.putObject("storage")
                .put("url", "https://storage-us-east4.api.mailgun.net/v3/domains/example/messages/" + key)
                .put("region", "us-east4")
                .put("key", key)
                .put("env", "production");
    }

    private static ObjectNode status(ObjectNode data, Happening happening) {
        return data.putObject("delivery-status")
                .put("tls", true)
                .put("certificate-verified", true)
                .put("utf8", true)
                .put("attempt-no", 1)
                .put("mx-host", "mx." + domain(happening.recipient()))
                .put("session-seconds", 0.25);
    }

    private static String domain(String recipient) {
        return recipient.substring(recipient.lastIndexOf('@') + 1);
    }
}
