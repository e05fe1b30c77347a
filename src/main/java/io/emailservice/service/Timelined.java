package io.emailservice.service;

import io.emailservice.api.MessageReader;
import io.emailservice.api.MessageView;
import io.emailservice.message.Failure;
import io.emailservice.message.Hold;
import io.emailservice.store.StoredMessage;
import io.emailservice.store.Timeline;
import io.emailservice.store.Timelines;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A stored message with its events and attempts, as callers read it.
 *
 * @param stopping the hold that a message waits for, or null
 */
record Timelined(Timelines timelines, Function<StoredMessage, @Nullable Hold> stopping) implements MessageReader {
    @Override
    public Future<Optional<MessageView>> read(UUID messageId) {
        return timelines.of(messageId).map(found -> found.map(this::view));
    }

    private MessageView view(Timeline timeline) {
        StoredMessage message = timeline.message();
        JsonArray events = new JsonArray();
        timeline.events()
                .forEach(event -> events.add(new JsonObject()
                        .put("sequence", event.sequence())
                        .put("type", event.type())
                        .put("at", event.at().toString())
                        .put("data", new JsonObject(event.data()))));
        JsonObject json = new JsonObject()
                .put("messageId", message.id().toString())
                .put("tenant", message.tenant())
                .put("stream", message.stream().wire())
                .put("recipient", message.recipient())
                .put("status", message.state().wire())
                .put("attempts", message.attempt())
                .put("provider", message.provider())
                .put("providerMessageId", message.providerMessageId())
                .put(
                        "redriveOf",
                        timeline.redriveOf() == null
                                ? null
                                : timeline.redriveOf().toString())
                .put("createdAt", message.createdAt().toString())
                .put("updatedAt", message.updatedAt().toString())
                .put("why", why(message, timeline.events(), stopping.apply(message)))
                .put("taken", taken(timeline))
                .put("engagement", engagement(timeline))
                .put("timeline", events);
        return new MessageView(message.tenant(), json);
    }

    private static JsonArray engagement(Timeline timeline) {
        JsonArray all = new JsonArray();
        timeline.engagement()
                .forEach(one -> all.add(new JsonObject()
                        .put("kind", one.kind())
                        .put("who", one.who())
                        .put("first", one.first().toString())
                        .put("last", one.last().toString())
                        .put("times", one.times())));
        return all;
    }

    /** Why the message is where it is, and what settled it last if it was uncertain. */
    private static JsonObject why(StoredMessage message, List<Timeline.Entry> events, @Nullable Hold hold) {
        JsonObject why = new JsonObject();
        if (hold != null) {
            why.put("hold", hold.id().toString()).put("held", hold.reason());
        }
        Failure failure = message.failure();
        if (failure != null) {
            why.put("class", failure.kind().wire()).put("code", failure.code()).put("reason", failure.text());
        }
        if (message.nextAttemptAt() != null) {
            why.put("nextAttemptAt", message.nextAttemptAt().toString());
        }
        for (Timeline.Entry event : events) {
            JsonObject data = new JsonObject(event.data());
            if (data.containsKey("settledBy")) {
                why.put("settledBy", data.getString("settledBy")).put("evidence", data.getValue("evidence"));
            }
        }
        return why;
    }

    private static JsonArray taken(Timeline timeline) {
        JsonArray all = new JsonArray();
        timeline.taken()
                .forEach(one -> all.add(new JsonObject()
                        .put("at", one.at().toString())
                        .put("source", one.source())
                        .put("providerMessageId", one.providerMessageId())
                        .put("feedback", one.key().toString())));
        return all;
    }
}
