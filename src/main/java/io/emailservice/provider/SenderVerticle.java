package io.emailservice.provider;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves one provider account at its {@link SenderAddresses}. Deploy one instance per account: the account's limits
 * belong to its event loop. Its stop ends when every call under way is answered.
 */
public final class SenderVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(SenderVerticle.class);
    private static final long SWEEP_MILLIS = 100;
    /** The first wait after a question for the quota that failed. */
    private static final long QUOTA_AGAIN_MILLIS = 1_000;

    private final AccountConfig config;
    private final Clock clock;
    private final MeterRegistry registry;
    private final ProviderListener listener;
    private final LastCheck lastCheck;
    private final AccountState state;
    private @Nullable ProviderAdapter adapter;
    private @Nullable Sender sender;
    private boolean stopping;

    public SenderVerticle(
            String account,
            AccountConfig config,
            Clock clock,
            MeterRegistry registry,
            ProviderListener listener,
            LastCheck lastCheck) {
        this.config = config;
        this.clock = clock;
        this.registry = registry;
        this.listener = listener;
        this.lastCheck = lastCheck;
        this.state = new AccountState(account, config.kind(), clock);
    }

    /** The account as others may see it; valid from construction on. */
    public ProviderAccount account() {
        return state;
    }

    @Override
    public Future<?> start() {
        return config.adapter(vertx, clock).compose(this::serve);
    }

    @Override
    public Future<?> stop() {
        stopping = true;
        Future<Void> drained = sender == null ? Future.succeededFuture() : sender.drain();
        return adapter == null ? drained : drained.eventually(adapter::close);
    }

    private Future<Void> serve(ProviderAdapter made) {
        SenderMetrics metrics = new SenderMetrics(registry, state.name());
        metrics.gauge(
                "breaker", "0 closed, 1 half-open, 2 open", () -> state.state().level());
        AccountGate gate = new AccountGate(vertx, clock, state, config.sender(), listener);
        Sender ready = new Sender(clock, made, gate, metrics, lastCheck);
        adapter = made;
        sender = ready;
        vertx.setPeriodic(SWEEP_MILLIS, timer -> ready.sweep());
        readQuotaIn(made, 1, QUOTA_AGAIN_MILLIS);
        return SenderAddresses.send(state.name()).serve(vertx, ready::send).compose(served -> SenderAddresses.find(
                        state.name())
                .serve(vertx, find -> made.find(find.messageId(), find.attemptAt())));
    }

    /**
     * A provider that tells no limits is asked once. One that doesn't answer is asked again soon, and less and less often,
     * because until it does its account may be held to a low rate.
     */
    private void readQuota(ProviderAdapter from, long againMillis) {
        long every = config.sender().quotaEvery().toMillis();
        from.quota()
                .onComplete(
                        read -> read.ifPresent(quota -> {
                            useQuota(quota);
                            readQuotaIn(from, every, QUOTA_AGAIN_MILLIS);
                        }),
                        failure -> {
                            LOG.warn("provider.quota account={} failed={}", state.name(), failure.toString());
                            readQuotaIn(from, againMillis, Math.min(every, againMillis * 2));
                        });
    }

    private void readQuotaIn(ProviderAdapter from, long millis, long againMillis) {
        if (!stopping) {
            vertx.setTimer(millis, timer -> readQuota(from, againMillis));
        }
    }

    private void useQuota(SendQuota quota) {
        state.quota(quota);
        LOG.debug("provider.quota account={} quota={}", state.name(), quota);
        listener.quotaRead(state, quota);
    }
}
