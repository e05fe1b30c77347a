package io.emailservice.provider.ses;

import io.emailservice.message.FeedbackKind;
import io.emailservice.provider.Correlation;
import io.emailservice.provider.FeedbackKeys;
import io.emailservice.provider.FeedbackTexts;
import io.emailservice.provider.Tree;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One event of SES, in either of its formats.
 *
 * @param name the event's or notification's type
 */
record SesEvent(String name, Tree json) {
    private static final Map<String, String> DETAILS = Map.of(
            "Bounce", "bounce",
            "Complaint", "complaint",
            "Delivery", "delivery",
            "DeliveryDelay", "deliveryDelay",
            "Send", "send",
            "Reject", "reject",
            "Open", "open",
            "Click", "click",
            "Rendering Failure", "failure",
            "Subscription", "subscription");

    /** The object with what is special about this event. */
    Tree detail() {
        return json.at(DETAILS.getOrDefault(name, ""));
    }

    FeedbackKind kind(SesRecipient recipient) {
        return switch (name) {
            case "Send" -> FeedbackKind.SENT;
            case "Delivery" -> FeedbackKind.DELIVERED;
            case "DeliveryDelay" -> FeedbackKind.DEFERRED;
            case "Bounce" -> bounce(recipient);
            case "Complaint" -> complaint();
            case "Reject" -> FeedbackKind.REJECTED;
            case "Rendering Failure" -> FeedbackKind.FAILED;
            case "Open" -> FeedbackKind.OPENED;
            case "Click" -> FeedbackKind.CLICKED;
            case "Subscription" -> subscription();
            default -> FeedbackKind.UNKNOWN;
        };
    }

    /** Never empty: an event that names nobody has one nameless recipient. */
    List<SesRecipient> recipients() {
        List<SesRecipient> named =
                switch (name) {
                    case "Bounce" -> SesRecipient.of(detail(), "bouncedRecipients");
                    case "Complaint" -> SesRecipient.of(detail(), "complainedRecipients");
                    case "DeliveryDelay" -> SesRecipient.of(detail(), "delayedRecipients");
                    case "Delivery" -> SesRecipient.named(detail().texts("recipients"));
                    case "Send", "Reject", "Rendering Failure" -> destination();
                    default -> List.of();
                };
        if (!named.isEmpty()) {
            return named;
        }
        List<SesRecipient> sentTo = destination();
        return sentTo.size() == 1 ? sentTo : List.of(SesRecipient.NOBODY);
    }

    /** Our id: as a tag of a configuration set's event, or in the header that notifications may show. */
    @Nullable
    UUID messageId() {
        for (String tag : mail().at("tags").texts(Correlation.MESSAGE_ID)) {
            UUID id = FeedbackTexts.messageId(tag);
            if (id != null) {
                return id;
            }
        }
        for (Tree header : mail().objects("headers")) {
            if (Correlation.HEADER.equalsIgnoreCase(header.text("name"))) {
                return FeedbackTexts.messageId(header.text("value"));
            }
        }
        return null;
    }

    @Nullable
    String providerMessageId() {
        return mail().text("messageId");
    }

    /** Only bounces and complaints have one. */
    @Nullable
    String feedbackId() {
        return detail().text("feedbackId");
    }

    /** When it happened; a message is sent at the time of the mail itself. */
    @Nullable
    Instant time() {
        Instant time = FeedbackTexts.time(detail().text("timestamp"));
        return time == null && !name.equals("Open") && !name.equals("Click")
                ? FeedbackTexts.time(mail().text("timestamp"))
                : time;
    }

    /** The same for both formats: an identity with both set up tells everything twice. */
    UUID key(FeedbackKind kind, SesRecipient recipient) {
        if (feedbackId() != null) {
            return FeedbackKeys.of(SesConfig.KIND, name, feedbackId(), recipient.address());
        }
        Instant time = time();
        UUID ours = messageId();
        return FeedbackKeys.of(
                SesConfig.KIND,
                name,
                null,
                recipient.address(),
                providerMessageId(),
                providerMessageId() != null || ours == null ? null : ours.toString(),
                kind.wire(),
                time == null ? null : time.toString(),
                detail().text("link"),
                detail().text("ipAddress"),
                detail().text("userAgent"));
    }

    private FeedbackKind bounce(SesRecipient recipient) {
        if (SesFailures.listed(detail())) {
            return FeedbackKind.REJECTED;
        }
        return recipient.delayed() ? FeedbackKind.DEFERRED : FeedbackKind.BOUNCED;
    }

    /** A report may also say that something was no spam; and SES itself reports mail that it didn't send. */
    private FeedbackKind complaint() {
        if (SesFailures.complaintListed(detail())) {
            return FeedbackKind.REJECTED;
        }
        return "not-spam".equals(detail().text("complaintFeedbackType"))
                ? FeedbackKind.UNKNOWN
                : FeedbackKind.COMPLAINED;
    }

    /** Topics of SES' own lists are not ours; only who wants nothing at all has unsubscribed. */
    private FeedbackKind subscription() {
        boolean nothingMore = detail().at("newTopicPreferences").flag("unsubscribeAll");
        return nothingMore ? FeedbackKind.UNSUBSCRIBED : FeedbackKind.UNKNOWN;
    }

    private List<SesRecipient> destination() {
        return SesRecipient.named(mail().texts("destination"));
    }

    private Tree mail() {
        return json.at("mail");
    }
}
