package io.emailservice.provider;

import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.Outcome;
import io.emailservice.message.OutgoingMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** A provider that answers each call as told, or when told. */
final class FakeAdapter implements ProviderAdapter {
    static final Outcome ACCEPTED = new Outcome.Accepted("id");
    static final Outcome FAULT = new Outcome.Unknown(new Failure(FailureClass.UNKNOWN, "http_500", "broken"));
    static final Outcome REJECTED = new Outcome.Rejected(new Failure(FailureClass.RECIPIENT, "http_400", "bad"));

    /** The calls in order, each with the promise that ends it. */
    record Call(OutgoingMessage message, Promise<Outcome> end) {}

    final List<Call> calls = new CopyOnWriteArrayList<>();
    volatile boolean closed;
    volatile Optional<SendQuota> quota = Optional.empty();
    /** So many questions for the quota fail first. */
    final AtomicInteger quotaFailures = new AtomicInteger();

    private volatile Function<Call, Future<Outcome>> answer = call -> call.end().future();

    static Outcome throttled(Duration retryAfter) {
        return new Outcome.Throttled(retryAfter, new Failure(FailureClass.THROTTLE, "http_429", "slow"));
    }

    /** Answers every call at once from now on. */
    void answering(Outcome outcome) {
        answer = call -> Future.succeededFuture(outcome);
    }

    /** Leaves every call open from now on. */
    void holding() {
        answer = call -> call.end().future();
    }

    void throwing(RuntimeException bug) {
        answer = call -> {
            throw bug;
        };
    }

    void end(int call, Outcome outcome) {
        calls.get(call).end().complete(outcome);
    }

    @Override
    public Future<Outcome> send(OutgoingMessage message, Duration timeout) {
        Call call = new Call(message, Promise.promise());
        calls.add(call);
        return answer.apply(call);
    }

    @Override
    public Future<Lookup> find(UUID messageId, Instant attemptAt) {
        return Future.succeededFuture(new Lookup.Found(messageId + "@x", attemptAt));
    }

    @Override
    public Future<Optional<SendQuota>> quota() {
        return quotaFailures.getAndDecrement() > 0 ? Future.failedFuture("no answer") : Future.succeededFuture(quota);
    }

    @Override
    public Future<Void> close() {
        closed = true;
        return Future.succeededFuture();
    }
}
