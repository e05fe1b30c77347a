package io.emailservice.service;

import io.emailservice.store.Replay;
import io.emailservice.store.SoftBounces;
import io.emailservice.store.Store;
import io.emailservice.store.StoreConfig;
import io.emailservice.store.StoreMetrics;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;

/**
 * Reads kept posts again as a process of its own, beside a running service: one line of JSON for each message that is
 * understood differently, and a last line with the sums. Main thread only.
 */
public final class ReplayProcess {
    private static final Duration PAGE = Duration.ofMinutes(10);
    private static final Duration CLOSE = Duration.ofSeconds(10);

    private final StoreConfig config;
    private final SoftBounces rules;
    private final Clock clock;

    public ReplayProcess(ServiceConfig config, Clock clock) {
        this(config.store(), Service.softBounces(config), clock);
    }

    ReplayProcess(StoreConfig config, SoftBounces rules, Clock clock) {
        this.config = config;
        this.rules = rules;
        this.clock = clock;
    }

    /**
     * Runs to the end of the span; fails where the store does, and may be run again then.
     *
     * @return exit code: 0 if every post could be read again
     */
    public int run(Replay.Span span, boolean apply, PrintStream out) {
        Vertx vertx = Vertx.vertx();
        try {
            Store store = Waiting.on(
                    Store.open(vertx, config, clock, StoreMetrics.NONE),
                    config.deadline().plus(PAGE));
            try {
                return run(store.replay(new Labels(), rules), span, apply, out);
            } finally {
                Waiting.on(store.close(), CLOSE);
            }
        } finally {
            Waiting.on(vertx.close(), CLOSE);
        }
    }

    private int run(Replay replay, Replay.Span span, boolean apply, PrintStream out) {
        PostReader reader = PostReader.ofAllSources(clock);
        ReplaySums sums = new ReplaySums(apply);
        Replay.Page page;
        Replay.Span rest = span;
        do {
            page = Waiting.on(replay.next(Objects.requireNonNull(rest), apply, reader), PAGE);
            page.differences()
                    .forEach(difference -> out.println(difference.report().encode()));
            sums.add(page);
            rest = page.rest();
        } while (rest != null);
        out.println(sums.toJson().encode());
        return sums.complete() ? 0 : 1;
    }
}
