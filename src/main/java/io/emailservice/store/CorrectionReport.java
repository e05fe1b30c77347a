package io.emailservice.store;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What an operator reads of a correction: no addresses, and of long lists the first. Pure. */
final class CorrectionReport {
    private static final int MOST = 20;

    private CorrectionReport() {}

    static JsonObject of(Correction correction) {
        MessageChange change = correction.change();
        KnownMessage message = correction.message();
        Reading reading = correction.reading();
        return new JsonObject()
                .put("messageId", message.id().toString())
                .put("tenant", message.tenant())
                .put("state", pair(message.state().wire(), change.state().wire()))
                .put("decided", pair(decided(message.decided()), decided(change.decided())))
                .put("added", list(reading.added(), CorrectionReport::feedback))
                .put("changed", list(reading.changed(), one -> pair(feedback(one.before()), feedback(one.after()))))
                .put("withdrawn", list(reading.withdrawn(), CorrectionReport::feedback))
                .put("lifted", list(correction.lifted(), note -> note.kind().reason()))
                .put("events", change.events().size());
    }

    private static JsonObject pair(@Nullable Object before, @Nullable Object after) {
        return new JsonObject().put("before", before).put("after", after);
    }

    private static @Nullable JsonObject decided(@Nullable Decided decided) {
        return decided == null
                ? null
                : new JsonObject()
                        .put("rank", decided.rank())
                        .put("at", decided.at().toString())
                        .put("key", decided.key().toString());
    }

    private static JsonObject feedback(KeptFeedback feedback) {
        JsonObject evidence = feedback.evidence();
        return new JsonObject()
                .put("key", feedback.key().toString())
                .put("post", feedback.postId().toString())
                .put("kind", feedback.kind())
                .put("at", feedback.at().toString())
                .put("rawKind", evidence.getString("rawKind"))
                .put("class", evidence.getString("class"))
                .put("reason", evidence.getString("reason"));
    }

    private static <T> JsonArray list(List<T> all, Function<T, Object> read) {
        JsonArray list = new JsonArray();
        all.stream().limit(MOST).map(read).forEach(list::add);
        return list;
    }
}
