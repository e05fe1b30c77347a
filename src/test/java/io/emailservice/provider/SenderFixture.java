package io.emailservice.provider;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.emailservice.message.Failure;
import io.emailservice.message.Outcome;
import io.emailservice.message.OutgoingMessage;
import io.emailservice.testing.TestClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A sender on an event loop of its own, with a provider and a clock that the test moves. */
final class SenderFixture implements AutoCloseable {
    static final Duration OPEN_FOR = Duration.ofMillis(100);

    final TestClock clock = TestClock.create();
    final FakeAdapter provider = new FakeAdapter();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final List<String> heard = new CopyOnWriteArrayList<>();
    final AccountState account = new AccountState("main", "fake", clock);
    private final Vertx vertx = Vertx.vertx();
    private final Context loop = vertx.getOrCreateContext();
    private final Sender sender;
    volatile @Nullable Failure objection;

    SenderFixture(SenderConfig config) {
        sender = on(() -> new Sender(
                clock,
                provider,
                new AccountGate(vertx, clock, account, config, new Listener()),
                new SenderMetrics(registry, "main"),
                (account, message) -> objection));
    }

    static SenderConfig config(int concurrency, int maxWaiting) {
        return new SenderConfig(
                concurrency,
                maxWaiting,
                Duration.ofSeconds(5),
                0,
                1,
                0,
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                Duration.ofMinutes(15),
                Duration.ofMinutes(5),
                new BreakerConfig(Duration.ofSeconds(30), 10, 0.5, OPEN_FOR));
    }

    Future<Outcome> send(OutgoingMessage message) {
        return on(() -> sender.send(message));
    }

    /** The outcome of a message that is answered at once. */
    Outcome outcome(OutgoingMessage message) {
        return get(send(message));
    }

    void end(int call, Outcome outcome) {
        run(() -> provider.end(call, outcome));
    }

    void sweep() {
        run(sender::sweep);
    }

    Future<Void> drain() {
        return on(sender::drain);
    }

    double gauge(String name) {
        return registry.get("email.provider." + name).gauge().value();
    }

    double counted(String outcome) {
        return registry.get("email.provider.outcomes")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    @CanIgnoreReturnValue
    static <T> T get(Future<T> future) {
        return get(future.toCompletionStage().toCompletableFuture());
    }

    @Override
    public void close() {
        get(vertx.close());
    }

    private void run(Runnable action) {
        on(() -> {
            action.run();
            return true;
        });
    }

    @CanIgnoreReturnValue
    private <T> T on(Supplier<T> action) {
        CompletableFuture<T> done = new CompletableFuture<>();
        loop.runOnContext(now -> {
            try {
                done.complete(action.get());
            } catch (RuntimeException | Error thrown) {
                done.completeExceptionally(thrown);
            }
        });
        return get(done);
    }

    private static <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(10, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException broken) {
            throw new AssertionError(broken);
        }
    }

    private final class Listener implements ProviderListener {
        @Override
        public void breakerChanged(ProviderAccount of, BreakerState from, BreakerState to, @Nullable Failure cause) {
            heard.add(of.name() + " " + from.wire() + ">" + to.wire() + (cause == null ? "" : " " + cause.code()));
        }

        @Override
        public void paused(ProviderAccount of, Duration pause, Failure cause) {
            heard.add(of.name() + " paused " + pause + " " + cause.code());
        }

        @Override
        public void resumed(ProviderAccount of) {
            heard.add(of.name() + " resumed");
        }
    }
}
