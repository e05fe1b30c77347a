package io.emailservice.twin.ses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emailservice.twin.feedback.Happening;
import io.emailservice.twin.feedback.Kind;
import io.emailservice.twin.wire.Mixing;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/** What an event says beside the message: one object, named after its type. */
final class SesEventDetail {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final Duration LIFE = Duration.ofHours(14);
    private static final String MTA = "a8-53.smtp-out.amazonses.com";
    private static final int TIME_DIGITS = 12;

    private SesEventDetail() {}

    /** Why a message bounced, in SES' words. */
    private record Bounce(String type, String subType, String status, String diagnosis) {}

    private static final List<Bounce> HARD = List.of(
            new Bounce("Permanent", "General", "5.1.1", "smtp; 550 5.1.1 user unknown"),
            new Bounce("Permanent", "NoEmail", "5.1.1", "smtp; 550 5.1.1 <someone>: Recipient address rejected"),
            new Bounce("Permanent", "General", "5.1.10", "smtp; 550 5.1.10 RESOLVER.ADR.RecipientNotFound"));

    private static final List<Bounce> SOFT = List.of(
            new Bounce("Transient", "MailboxFull", "5.2.2", "smtp; 552 5.2.2 mailbox full"),
            new Bounce(
                    "Transient",
                    "General",
                    "4.4.7",
                    "smtp; 550 4.4.7 Message expired: unable to deliver in 840 minutes."));

    private static final List<Bounce> DELAYED = List.of(
            new Bounce(
                    "TransientCommunicationFailure", "", "4.4.1", "smtp; 421 4.4.1 Unable to connect to remote host"),
            new Bounce("MailboxFull", "", "4.2.2", "smtp; 452 4.2.2 mailbox full"));

    private static final List<String> AGENTS = List.of(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
            "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
            "Mozilla/5.0");

    static String time(Instant instant) {
        return TIME.format(instant);
    }

    static String type(Kind kind) {
        return switch (kind) {
            case SENT -> "Send";
            case DEFERRED -> "DeliveryDelay";
            case REJECTED -> "Reject";
            case BOUNCED_SOFT, BOUNCED_HARD -> "Bounce";
            case DELIVERED -> "Delivery";
            case OPENED -> "Open";
            case CLICKED -> "Click";
            case UNSUBSCRIBED -> "Subscription";
            case COMPLAINED -> "Complaint";
        };
    }

    static void addTo(ObjectNode event, Happening happening) {
        switch (happening.kind()) {
            case SENT -> event.putObject("send");
            case DEFERRED -> delay(event.putObject("deliveryDelay"), happening);
            case REJECTED -> event.putObject("reject").put("reason", "Bad content");
            case BOUNCED_SOFT -> bounce(event.putObject("bounce"), happening, happening.oneOf(SOFT));
            case BOUNCED_HARD -> bounce(event.putObject("bounce"), happening, happening.oneOf(HARD));
            case DELIVERED -> delivery(event.putObject("delivery"), happening);
            case OPENED -> engagement(event.putObject("open"), happening);
            case CLICKED -> click(event.putObject("click"), happening);
            case UNSUBSCRIBED -> subscription(event.putObject("subscription"), happening);
            case COMPLAINED -> complaint(event.putObject("complaint"), happening);
        }
    }

    private static void delay(ObjectNode delay, Happening happening) {
        Bounce why = happening.oneOf(DELAYED);
        delay.put("timestamp", time(happening.at()))
                .put("delayType", why.type)
                .put("expirationTime", time(happening.acceptance().at().plus(LIFE)))
                .put("reportingMTA", MTA)
                .putArray("delayedRecipients")
                .addObject()
                .put("emailAddress", happening.recipient())
                .put("status", why.status)
                .put("diagnosticCode", why.diagnosis);
    }

    private static void bounce(ObjectNode bounce, Happening happening, Bounce why) {
        bounce.put("feedbackId", feedbackId(happening))
                .put("bounceType", why.type)
                .put("bounceSubType", why.subType)
                .put("timestamp", time(happening.at()))
                .put("reportingMTA", "dns; " + MTA);
        bounce.putArray("bouncedRecipients")
                .addObject()
                .put("emailAddress", happening.recipient())
                .put("action", "failed")
                .put("status", why.status)
                .put("diagnosticCode", why.diagnosis);
    }

    private static void delivery(ObjectNode delivery, Happening happening) {
        Duration taken = Duration.between(happening.acceptance().at(), happening.at());
        delivery.put("timestamp", time(happening.at()))
                .put("processingTimeMillis", taken.toMillis())
                .put("smtpResponse", "250 2.6.0 Message received")
                .put("remoteMtaIp", "203.0.113.25")
                .put("reportingMTA", MTA)
                .putArray("recipients")
                .add(happening.recipient());
    }

    private static void engagement(ObjectNode detail, Happening happening) {
        detail.put("timestamp", time(happening.at()))
                .put("ipAddress", "192.0.2." + Math.floorMod(happening.chance(), 250))
                .put("userAgent", happening.oneOf(AGENTS));
    }

    private static void click(ObjectNode click, Happening happening) {
        engagement(click, happening);
        click.put("link", "https://www.example.com/landing").putNull("linkTags");
    }

    private static void subscription(ObjectNode subscription, Happening happening) {
        subscription
                .put("contactList", "everybody")
                .put("timestamp", time(happening.at()))
                .put("source", "UnsubscribeHeader");
        subscription
                .putObject("newTopicPreferences")
                .put("unsubscribeAll", true)
                .putArray("topicSubscriptionStatus");
        subscription
                .putObject("oldTopicPreferences")
                .put("unsubscribeAll", false)
                .putArray("topicSubscriptionStatus");
    }

    private static void complaint(ObjectNode complaint, Happening happening) {
        complaint
                .put("timestamp", time(happening.at()))
                .put("feedbackId", feedbackId(happening))
                .putNull("complaintSubType")
                .put("userAgent", "Yahoo!-Mail-Feedback/2.0")
                .put("complaintFeedbackType", "abuse")
                .put("arrivalDate", time(happening.at()))
                .putArray("complainedRecipients")
                .addObject()
                .put("emailAddress", happening.recipient());
    }

    private static String feedbackId(Happening happening) {
        long mixed = Mixing.mix(happening.number());
        return "0100" + HexFormat.of().toHexDigits(happening.at().toEpochMilli(), TIME_DIGITS) + '-'
                + new UUID(mixed, Mixing.mix(mixed)) + "-000000";
    }
}
