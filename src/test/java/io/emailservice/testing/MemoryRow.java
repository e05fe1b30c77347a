package io.emailservice.testing;

import io.emailservice.message.EventType;
import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.MessageState;
import io.emailservice.message.SendRequest;
import io.emailservice.store.Claim;
import io.emailservice.store.NewMessage;
import io.emailservice.store.StoredMessage;
import io.emailservice.testing.MemoryMessages.Event;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One message of {@link MemoryMessages}. */
final class MemoryRow {
    final NewMessage message;
    final List<Event> events = new ArrayList<>();
    MessageState state;
    MessageState claimed;
    int attempt;

    @Nullable
    String provider;

    @Nullable
    String providerMessageId;

    /** Id under which a provider is known to have taken it, whatever came of the attempt. */
    @Nullable
    String proof;

    @Nullable
    Instant nextAttemptAt;

    private final Clock clock;
    private final Instant createdAt;
    private Instant updatedAt;
    private @Nullable Instant attemptAt;
    private @Nullable Failure failure;

    MemoryRow(NewMessage message, Clock clock) {
        this.message = message;
        this.clock = clock;
        this.createdAt = clock.instant();
        this.updatedAt = createdAt;
        this.state = message.opening().state();
        this.claimed = state;
        this.nextAttemptAt = message.opening().notBefore();
    }

    SendRequest request() {
        return message.submission().request();
    }

    boolean collapsesWith(MemoryRow other) {
        String key = request().collapseKey();
        return key != null
                && key.equals(other.request().collapseKey())
                && request().tenant().equals(other.request().tenant());
    }

    void log(EventType type, JsonObject data) {
        events.add(new Event(events.size() + 1, type, data));
    }

    void move(MessageState to, @Nullable Failure why) {
        state = to;
        failure = why;
        nextAttemptAt = null;
        updatedAt = clock.instant();
    }

    /** Opens the next attempt; without a provider the message only waits. */
    void open(@Nullable String account) {
        if (account != null) {
            move(MessageState.SENDING, null);
            attempt++;
            attemptAt = updatedAt;
            provider = account;
        }
    }

    /** Whether it must not be sent by now; its final state is written then. */
    boolean stop(Map<String, String> suppressions) {
        Instant end = request().expiresAt();
        String reason = suppressions.get(request().to().normalised());
        if (end != null && !end.isAfter(clock.instant())) {
            move(MessageState.EXPIRED, null);
            log(EventType.MESSAGE_EXPIRED, new JsonObject().put("reason", "expired"));
        } else if (reason != null) {
            move(MessageState.SUPPRESSED, new Failure(FailureClass.RECIPIENT, "suppressed", reason));
            log(EventType.MESSAGE_SUPPRESSED, new JsonObject().put("reason", reason));
        }
        return state.terminal();
    }

    Claim answer() {
        if (state == MessageState.SENDING) {
            return new Claim.Opened(attempt);
        }
        boolean stopped = state == MessageState.EXPIRED || state == MessageState.SUPPRESSED;
        return stopped
                ? new Claim.Stopped(state, failure == null ? state.wire() : failure.text())
                : new Claim.Stored(state);
    }

    StoredMessage stored() {
        SendRequest request = request();
        return new StoredMessage(
                message.id(),
                request.tenant(),
                request.stream(),
                request.to().normalised(),
                state,
                attempt,
                attemptAt,
                provider,
                providerMessageId,
                failure,
                nextAttemptAt,
                request.expiresAt(),
                message.queue(),
                message.jobId(),
                message.submission().document(),
                null,
                createdAt,
                updatedAt);
    }
}
