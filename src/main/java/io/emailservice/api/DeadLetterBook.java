package io.emailservice.api;

import io.emailservice.message.DeadLetterSearch;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Dead letters, as callers see them, and new messages made out of them. Plugged in by {@code service}. */
public interface DeadLetterBook {
    /**
     * Some letters, without their requests.
     *
     * @param next where to go on, or null at the end
     */
    record Page(List<JsonObject> letters, @Nullable UUID next) {
        public Page {
            letters = List.copyOf(letters);
        }
    }

    /**
     * One letter with its whole request.
     *
     * @param tenant whose message it was, or null for a job that could not be read
     */
    record View(@Nullable String tenant, JsonObject json) {}

    Future<Page> page(DeadLetterSearch search);

    Future<Optional<View>> one(UUID id);

    /**
     * Makes a new message out of a letter, once: repeating it answers with the same message.
     *
     * @param id of a letter
     */
    Future<Redriven> redrive(UUID id, Grounds grounds);

    /** The same for many, within the time of one call. */
    Future<RedriveReport> redriveMany(RedriveMany wish);
}
