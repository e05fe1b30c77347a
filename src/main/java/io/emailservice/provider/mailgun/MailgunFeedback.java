package io.emailservice.provider.mailgun;

import io.emailservice.message.Diagnosis;
import io.emailservice.message.Feedback;
import io.emailservice.message.FeedbackKind;
import io.emailservice.message.Problem;
import io.emailservice.message.Signals;
import io.emailservice.provider.Correlation;
import io.emailservice.provider.FeedbackDecoder;
import io.emailservice.provider.FeedbackKeys;
import io.emailservice.provider.FeedbackReading;
import io.emailservice.provider.FeedbackTexts;
import io.emailservice.provider.Tree;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads Mailgun's webhooks, those of before 2018 included, and pages of its Events API. */
public final class MailgunFeedback implements FeedbackDecoder {
    /** Events about lists, inbound mail and addresses, which can't be about a message of ours. */
    private static final Set<String> OTHERS =
            Set.of("stored", "email_validation", "list_member_uploaded", "list_member_upload_error", "list_uploaded");

    private static final long SECONDS_A_DAY = 86_400;

    @Override
    public String provider() {
        return MailgunConfig.KIND;
    }

    @Override
    public FeedbackReading decode(byte[] body, @Nullable String account) {
        Tree json = MailgunPost.event(body).orElse(null);
        if (json == null) {
            return refused("", "must be a JSON object or a form with an event");
        }
        return json.isList("items") ? page(json.objects("items"), account) : one(json, account);
    }

    private static FeedbackReading page(List<Tree> items, @Nullable String account) {
        List<Feedback> events = new ArrayList<>();
        for (Tree item : items) {
            List<Feedback> read = one(item, account).fold(found -> found, other -> List.of(), wrong -> List.of());
            events.addAll(read);
        }
        return events.isEmpty()
                ? new FeedbackReading.Nothing("page without events")
                : new FeedbackReading.Events(events);
    }

    private static FeedbackReading one(Tree event, @Nullable String account) {
        String name = event.text("event");
        if (name == null) {
            return refused("/event-data/event", "is required");
        }
        if (OTHERS.contains(name)) {
            return new FeedbackReading.Nothing(name);
        }
        Subject subject = Subject.of(event);
        if (subject.messageId == null && event.at("flags").flag("is-routed")) {
            return new FeedbackReading.Nothing("forwarding of inbound mail");
        }
        if (subject.isNobody()) {
            return refused("/event-data/recipient", "is required, or an id of the message");
        }
        return new FeedbackReading.Events(List.of(feedback(event, name, subject, account)));
    }

    private static Feedback feedback(Tree event, String name, Subject subject, @Nullable String account) {
        Severity severity = Severity.of(event, name);
        FeedbackKind kind = kind(name, event, severity);
        double seconds = event.number("timestamp");
        Instant time = FeedbackTexts.time(seconds);
        String id = event.text("id");
        return new Feedback(
                MailgunConfig.KIND,
                account,
                kind,
                event.text("legacy-event", name),
                key(event, name, subject, id, time),
                id,
                subject.messageId,
                subject.providerMessageId,
                subject.recipient,
                time,
                diagnosis(kind, event),
                kind.engagement() ? signals(event) : Signals.NONE);
    }

    private static FeedbackKind kind(String name, Tree event, Severity severity) {
        return switch (name) {
            case "accepted" -> FeedbackKind.SENT;
            case "delivered" -> FeedbackKind.DELIVERED;
            case "rejected" -> FeedbackKind.REJECTED;
            case "failed" -> failure(event, severity);
            case "complained" -> FeedbackKind.COMPLAINED;
            case "opened" -> FeedbackKind.OPENED;
            case "clicked" -> FeedbackKind.CLICKED;
            case "unsubscribed" -> FeedbackKind.UNSUBSCRIBED;
            default -> FeedbackKind.UNKNOWN;
        };
    }

    private static FeedbackKind failure(Tree event, Severity severity) {
        if (severity == Severity.TEMPORARY) {
            return FeedbackKind.DEFERRED;
        }
        return MailgunFailures.listed(event) ? FeedbackKind.REJECTED : FeedbackKind.BOUNCED;
    }

    private static @Nullable Diagnosis diagnosis(FeedbackKind kind, Tree event) {
        return switch (kind) {
            case BOUNCED -> MailgunFailures.bounce(event);
            case DEFERRED -> MailgunFailures.deferral(event);
            case REJECTED -> MailgunFailures.rejection(event);
            default -> null;
        };
    }

    private static Signals signals(Tree event) {
        Tree client = event.at("client-info");
        return new Signals(
                client.text("user-agent"),
                event.text("ip"),
                client.text("client-type"),
                event.text("url"),
                client.text("bot"),
                null);
    }

    /**
     * Mailgun's id is unique only within a day. Events without one are told apart by all that they say; the token is of
     * no use, for a repetition may bear another.
     */
    private static UUID key(Tree event, String name, Subject subject, @Nullable String id, @Nullable Instant time) {
        if (id != null) {
            String day = time == null ? null : Long.toString(time.getEpochSecond() / SECONDS_A_DAY);
            return FeedbackKeys.of(MailgunConfig.KIND, id, name, subject.recipient, day);
        }
        return FeedbackKeys.of(
                MailgunConfig.KIND,
                null,
                name,
                event.text("severity"),
                subject.recipient,
                subject.providerMessageId,
                subject.messageId == null ? null : subject.messageId.toString(),
                time == null ? null : Long.toString(time.toEpochMilli()),
                event.text("url"),
                event.at("client-info").text("user-agent"));
    }

    private static FeedbackReading refused(String pointer, String rule) {
        return new FeedbackReading.Refused(new Problem(pointer, rule));
    }

    /** Whether Mailgun tries on. There is no event of its own for it. */
    private enum Severity {
        PERMANENT,
        TEMPORARY;

        static Severity of(Tree event, String name) {
            String severity = event.text("severity");
            boolean lasting = severity == null
                    ? event.at("flags").flag("is-delayed-bounce") || MailgunFailures.permanentCode(event)
                    : severity.equals("permanent");
            return lasting && name.equals("failed") ? PERMANENT : TEMPORARY;
        }
    }

    /** The message that an event is about. */
    private record Subject(
            @Nullable UUID messageId,
            @Nullable String providerMessageId,
            @Nullable String recipient) {
        static Subject of(Tree event) {
            Tree headers = event.at("message").at("headers");
            String id = FeedbackTexts.bareId(headers.text("message-id"));
            UUID ours = FeedbackTexts.messageId(
                    event.at("user-variables").unwrapped().text(Correlation.MESSAGE_ID));
            String named = event.text("recipient");
            return new Subject(
                    ours == null ? FeedbackTexts.messageIdInHeader(id) : ours,
                    id,
                    FeedbackTexts.recipient(named == null ? headers.text("to") : named));
        }

        boolean isNobody() {
            return messageId == null && providerMessageId == null && recipient == null;
        }
    }
}
