package io.emailservice.delivery;

import io.emailservice.message.Failure;
import io.emailservice.store.StoredMessage;
import io.emailservice.store.Transition;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Steps as the store writes them, with the type-specific part of their event. */
final class Transitions {
    private Transitions() {}

    static Transition of(Attempt attempt, Step step, Instant now) {
        String account = attempt.via().account().name();
        JsonObject data =
                data(attempt.number(), account, step).put("rule", attempt.via().rule());
        Instant nextAttemptAt = step.delay().isZero() ? null : now.plus(step.delay());
        if (nextAttemptAt != null) {
            data.put("nextAttemptAt", nextAttemptAt.toString());
        }
        return new Transition(
                attempt.id(),
                attempt.number(),
                step.to(),
                account,
                step.providerMessageId(),
                step.failure(),
                nextAttemptAt,
                step.event(),
                data.encode());
    }

    /** A step of a message whose attempt was made by somebody else, or not at all. */
    static Transition of(StoredMessage stored, Step step) {
        return new Transition(
                stored.id(),
                stored.attempt(),
                step.to(),
                null,
                step.providerMessageId(),
                step.failure(),
                null,
                step.event(),
                data(stored.attempt(), stored.provider(), step).encode());
    }

    private static JsonObject data(int attempt, @Nullable String account, Step step) {
        JsonObject data = new JsonObject().put("attempt", attempt);
        if (account != null) {
            data.put("provider", account);
        }
        if (step.providerMessageId() != null) {
            data.put("providerMessageId", step.providerMessageId());
        }
        Failure failure = step.failure();
        if (failure != null) {
            data.put("class", failure.kind().wire()).put("code", failure.code()).put("reason", failure.text());
        }
        Settled how = step.how();
        if (how != null) {
            data.put("settledBy", how.by()).put("evidence", how.evidence());
        }
        return data;
    }
}
