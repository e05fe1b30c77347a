package io.emailservice.api;

import io.emailservice.message.Hold;
import io.emailservice.message.HoldScope;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Holds, as callers see them. Plugged in by {@code service}. */
public interface HoldBook {
    /** The hold that somebody wants. */
    record Wish(
            HoldScope scope,
            Hold.Action action,
            String reason,
            String author,
            @Nullable Instant endsAt) {}

    /**
     * One hold.
     *
     * @param tenant the only tenant it concerns, or null for all
     */
    record View(@Nullable String tenant, JsonObject json) {}

    /** Why a wish makes no sense here, or null. */
    @Nullable
    String problem(HoldScope scope);

    /** Places it; the answer has the counts. Empty if there are too many already. */
    Future<Optional<JsonObject>> place(Wish wish);

    /** The newest first, at most {@code limit}, placed before {@code before}; without counts. */
    Future<List<JsonObject>> list(@Nullable String tenant, boolean over, @Nullable UUID before, int limit);

    /** With the counts. */
    Future<Optional<View>> one(UUID id);

    /** With the counts. */
    Future<Optional<View>> lift(UUID id, String by);
}
