package io.emailservice.store;

import io.emailservice.message.Feedback;
import io.emailservice.message.FeedbackKind;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Feedback as it is kept beside its message. Two are equal if nothing was understood differently.
 *
 * @param recipient the message's own where the feedback named nobody
 */
record KeptFeedback(
        UUID messageId, UUID key, String kind, Instant at, UUID postId, String recipient, JsonObject evidence) {
    static final String COLUMNS = "message_id, key, kind, at, post_id, recipient, evidence";

    static KeptFeedback of(Told told, KnownMessage message) {
        Feedback feedback = told.feedback();
        String named = feedback.recipient();
        return new KeptFeedback(
                message.id(),
                told.key(),
                feedback.kind().wire(),
                told.at(),
                told.postId(),
                named == null ? message.recipient() : named,
                Evidence.of(feedback));
    }

    static KeptFeedback of(Row row) {
        return new KeptFeedback(
                row.getUUID("message_id"),
                row.getUUID("key"),
                row.getString("kind"),
                StoredRows.requiredInstant(row, "at"),
                row.getUUID("post_id"),
                row.getString("recipient"),
                row.getJsonObject("evidence"));
    }

    /** What was kept, as if it were told again. */
    Told told() {
        FeedbackKind known = FeedbackKind.of(kind).orElse(FeedbackKind.UNKNOWN);
        return new Told(Evidence.feedback(this, known), postId, at);
    }

    /** In the order in which it happened. */
    static List<Told> told(List<KeptFeedback> kept) {
        return kept.stream().map(KeptFeedback::told).sorted(MessageChange.ORDER).toList();
    }
}
