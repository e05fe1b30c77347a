package io.emailservice.service;

import io.emailservice.api.DeadLetterBook;
import io.emailservice.api.Grounds;
import io.emailservice.api.RedriveMany;
import io.emailservice.api.RedriveReport;
import io.emailservice.api.Redriven;
import io.emailservice.message.DeadLetterSearch;
import io.emailservice.message.Failure;
import io.emailservice.store.DeadLetter;
import io.emailservice.store.DeadLetters;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Dead letters of the store, as callers read them. */
record StoredDeadLetters(DeadLetters letters, DeadRequests requests, Redriver redriver, RedriveRun run)
        implements DeadLetterBook {
    @Override
    public Future<Page> page(DeadLetterSearch search) {
        return letters.page(search)
                .map(page -> new Page(
                        page.letters().stream().map(StoredDeadLetters::json).toList(), page.next()));
    }

    @Override
    public Future<Optional<View>> one(UUID id) {
        return letters.one(id)
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(Optional.<View>empty())
                        : requests.of(found.get())
                                .map(request -> Optional.of(new View(
                                        tenant(found.get()), json(found.get()).mergeIn(request.shown())))));
    }

    @Override
    public Future<Redriven> redrive(UUID id, Grounds grounds) {
        return letters.one(id)
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(new Redriven.Refused(id, "gone", "it is not a dead letter any more"))
                        : redriver.redrive(found.get(), grounds));
    }

    @Override
    public Future<RedriveReport> redriveMany(RedriveMany wish) {
        return run.run(wish);
    }

    private static @Nullable String tenant(DeadLetter letter) {
        return letter.message() == null ? null : letter.message().tenant();
    }

    private static JsonObject json(DeadLetter letter) {
        DeadLetter.Of message = letter.message();
        Failure failure = letter.failure();
        JsonObject json = new JsonObject()
                .put("id", letter.id().toString())
                .put("kind", message == null ? "refused_job" : "message")
                .put("at", letter.at().toString())
                .put("queue", letter.queue())
                .put("jobId", letter.jobId())
                .put("class", failure == null ? null : failure.kind().wire())
                .put("code", failure == null ? null : failure.code())
                .put("text", failure == null ? null : failure.text())
                .put("attempts", message == null ? 0 : message.attempts())
                .put(
                        "redrivenAs",
                        letter.redrivenAs() == null ? null : letter.redrivenAs().toString());
        return message == null
                ? json
                : json.put("tenant", message.tenant())
                        .put("stream", message.stream())
                        .put("recipient", message.recipient())
                        .put("campaign", message.campaign())
                        .put("status", message.state());
    }
}
