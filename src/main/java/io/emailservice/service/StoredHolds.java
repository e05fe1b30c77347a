package io.emailservice.service;

import io.emailservice.api.HoldBook;
import io.emailservice.message.ActiveHolds;
import io.emailservice.message.Hold;
import io.emailservice.message.HoldScope;
import io.emailservice.message.MessageState;
import io.emailservice.message.Uuid7;
import io.emailservice.store.HoldCount;
import io.emailservice.store.Holds;
import io.emailservice.store.StoredMessage;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Holds in the store with the counts of their messages. A change is in force on this node before it is answered. */
final class StoredHolds implements HoldBook {
    private final Holds holds;
    private final HoldWatch watch;
    private final Set<String> accounts;
    private final LongSupplier notYetRead;
    private final Uuid7 ids;
    private final Clock clock;

    /**
     * Makes the book.
     *
     * @param notYetRead jobs that wait in the queues, of which nothing is stored
     */
    StoredHolds(Holds holds, HoldWatch watch, Set<String> accounts, LongSupplier notYetRead, Clock clock) {
        this.holds = holds;
        this.watch = watch;
        this.accounts = Set.copyOf(accounts);
        this.notYetRead = notYetRead;
        this.ids = new Uuid7(clock);
        this.clock = clock;
    }

    @Override
    public @Nullable String problem(HoldScope scope) {
        return scope.kind() == HoldScope.Kind.PROVIDER && !accounts.contains(scope.value())
                ? "must name a provider account"
                : null;
    }

    @Override
    public Future<Optional<JsonObject>> place(Wish wish) {
        Hold hold = new Hold(
                ids.next(),
                wish.scope(),
                wish.action(),
                wish.reason(),
                wish.author(),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                wish.endsAt(),
                null,
                null);
        return holds.place(hold)
                .compose(placed -> placed.isEmpty()
                        ? Future.succeededFuture(Optional.<JsonObject>empty())
                        : watch.refresh().compose(known -> counted(hold)).map(view -> Optional.of(view.json())));
    }

    @Override
    public Future<List<JsonObject>> list(@Nullable String tenant, boolean over, @Nullable UUID before, int limit) {
        return holds.list(tenant, over, before, limit)
                .map(all -> all.stream().map(this::json).toList());
    }

    @Override
    public Future<Optional<View>> one(UUID id) {
        return holds.one(id).compose(this::counted);
    }

    @Override
    public Future<Optional<View>> lift(UUID id, String by) {
        return holds.lift(id, by).compose(lifted -> watch.refresh().compose(known -> counted(lifted)));
    }

    /** The hold that a message waits for, or null. */
    @Nullable
    Hold stopping(StoredMessage message) {
        ActiveHolds active = watch.get();
        boolean waits = message.state() == MessageState.QUEUED
                || message.state() == MessageState.SCHEDULED
                || message.state() == MessageState.DEFERRED;
        return waits && active.size() > 0 ? active.over(StoredTarget.of(message), clock.instant()) : null;
    }

    private Future<Optional<View>> counted(Optional<Hold> found) {
        return found.isPresent()
                ? counted(found.get()).map(Optional::of)
                : Future.succeededFuture(Optional.<View>empty());
    }

    private Future<View> counted(Hold hold) {
        return holds.count(hold)
                .map(count -> new View(hold.scope().tenant(), json(hold).put("messages", json(count))));
    }

    private JsonObject json(HoldCount count) {
        return new JsonObject()
                .put("total", count.total())
                .put("sent", count.sent())
                .put("inFlight", count.inFlight())
                .put("stopped", count.waiting() + count.cancelled())
                .put("waiting", count.waiting())
                .put("cancelled", count.cancelled())
                .put("other", count.other())
                .put("since", count.since().toString())
                .put("complete", count.complete())
                .put("queuedNotYetRead", notYetRead.getAsLong());
    }

    private JsonObject json(Hold hold) {
        return new JsonObject()
                .put("id", hold.id().toString())
                .put("scope", hold.scope().kind().wire())
                .put("value", hold.scope().value())
                .put("tenant", hold.scope().tenant())
                .put("action", hold.action().wire())
                .put("reason", hold.reason())
                .put("author", hold.author())
                .put("createdAt", hold.createdAt().toString())
                .put("endsAt", text(hold.endsAt()))
                .put("liftedAt", text(hold.liftedAt()))
                .put("liftedBy", hold.liftedBy())
                .put("inForce", hold.inForce(clock.instant()));
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }
}
