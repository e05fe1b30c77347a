package io.emailservice.provider.ses;

import io.emailservice.message.Diagnosis;
import io.emailservice.message.Feedback;
import io.emailservice.message.FeedbackKind;
import io.emailservice.message.Problem;
import io.emailservice.message.Signals;
import io.emailservice.provider.FeedbackDecoder;
import io.emailservice.provider.FeedbackReading;
import io.emailservice.provider.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads SES' events: those of configuration sets and the notifications of identities, raw or in the envelope of SNS or
 * EventBridge. One event that names several recipients becomes as many.
 */
public final class SesFeedback implements FeedbackDecoder {
    /** Inbound mail, and the notice of a working topic. */
    private static final Set<String> OTHERS = Set.of("Received", "AmazonSnsSubscriptionSucceeded");

    private static final int SHOWN = 50;

    @Override
    public String provider() {
        return SesConfig.KIND;
    }

    @Override
    public FeedbackReading decode(byte[] body, @Nullable String account) {
        Tree json = Tree.parse(body).orElse(null);
        if (json == null) {
            return refused("", "must be a JSON object");
        }
        Optional<SnsMessage> envelope = SnsMessage.of(json);
        if (envelope.isPresent()) {
            return unpack(envelope.get(), account);
        }
        return event(json.at("detail").isObject() ? json.at("detail") : json, account);
    }

    /** The first message to a new topic is plain text; anybody who may publish to the topic can send such. */
    private static FeedbackReading unpack(SnsMessage message, @Nullable String account) {
        if (message.isHandshake()) {
            return new FeedbackReading.Nothing(message.type());
        }
        String content = message.message();
        if (content == null) {
            return refused("/Message", "is required");
        }
        if (!content.stripLeading().startsWith("{")) {
            return new FeedbackReading.Nothing("plain text");
        }
        return Tree.parse(content)
                .map(json -> event(json, account))
                .orElseGet(() -> refused("/Message", "must hold a whole JSON object"));
    }

    private static FeedbackReading event(Tree json, @Nullable String account) {
        String type = json.text("eventType");
        String name = type == null ? json.text("notificationType") : type;
        if (name == null) {
            return refused("/eventType", "is required, or notificationType");
        }
        if (OTHERS.contains(name)) {
            return new FeedbackReading.Nothing(name.length() > SHOWN ? name.substring(0, SHOWN) : name);
        }
        SesEvent event = new SesEvent(name, json);
        List<Feedback> feedback = new ArrayList<>();
        for (SesRecipient recipient : event.recipients()) {
            feedback.add(feedback(event, recipient, account));
        }
        boolean nobody = event.messageId() == null
                && event.providerMessageId() == null
                && feedback.stream().allMatch(one -> one.recipient() == null);
        return nobody
                ? refused("/mail/messageId", "is required, or a recipient")
                : new FeedbackReading.Events(feedback);
    }

    private static Feedback feedback(SesEvent event, SesRecipient recipient, @Nullable String account) {
        FeedbackKind kind = event.kind(recipient);
        return new Feedback(
                SesConfig.KIND,
                account,
                kind,
                event.name(),
                event.key(kind, recipient),
                event.feedbackId(),
                event.messageId(),
                event.providerMessageId(),
                recipient.address(),
                event.time(),
                diagnosis(kind, event, recipient),
                kind.engagement() ? signals(event) : Signals.NONE);
    }

    private static @Nullable Diagnosis diagnosis(FeedbackKind kind, SesEvent event, SesRecipient recipient) {
        return switch (kind) {
            case BOUNCED -> SesFailures.bounce(event.detail(), recipient);
            case DEFERRED -> SesFailures.deferral(event.detail(), recipient);
            case REJECTED -> SesFailures.rejection(event.detail(), event.name());
            case FAILED -> SesFailures.rendering(event.detail());
            default -> null;
        };
    }

    private static Signals signals(SesEvent event) {
        Tree detail = event.detail();
        String type = detail.text("complaintFeedbackType");
        return new Signals(
                detail.text("userAgent"),
                detail.text("ipAddress"),
                null,
                detail.text("link"),
                null,
                type == null ? detail.text("source") : type);
    }

    private static FeedbackReading refused(String pointer, String rule) {
        return new FeedbackReading.Refused(new Problem(pointer, rule));
    }
}
