package io.emailservice.limit;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.function.ToDoubleFunction;

/** All messages that wait for tokens: one {@link Line} for each need. Has one owner thread. */
final class Lines {
    static final int MOST = 10_000;

    private final LimitsConfig config;
    private final LimitMetrics metrics;
    private final ToDoubleFunction<Scope> rates;
    private final LongConsumer wake;
    private final Clock clock;
    private final Map<Line.Need, Line> lines = new LinkedHashMap<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * @param rates recipients a second that a scope may have on all nodes, 0 for any number
     * @param wake told when it makes sense to ask for a line, in milliseconds of the clock
     */
    Lines(LimitsConfig config, LimitMetrics metrics, ToDoubleFunction<Scope> rates, LongConsumer wake, Clock clock) {
        this.config = config;
        this.metrics = metrics;
        this.rates = rates;
        this.wake = wake;
        this.clock = clock;
    }

    /** Messages that wait now. Read from any thread. */
    int waiting() {
        return waiting.get();
    }

    /** Lines a message up, or says at once when to come again. */
    Future<Limits.Answer> join(Line.Need need) {
        if (lines.size() >= MOST && !lines.containsKey(need)) {
            String name = need.scopes().get(0).key();
            return Future.succeededFuture(new Limits.Denied(config.maxWait(), name, false));
        }
        Line line = lines.computeIfAbsent(need, Line::new);
        long now = clock.millis();
        long longest = config.maxWait().toMillis();
        if (line.wait(now, rate(need)) > longest) {
            return Future.succeededFuture(deny(line, now));
        }
        Promise<Limits.Answer> answer = Promise.promise();
        line.add(answer, now + longest);
        waiting.incrementAndGet();
        wake.accept(line.askAt());
        return answer.future();
    }

    /** The lines for which it makes sense to ask now. */
    List<Line> due() {
        long now = clock.millis();
        return lines.values().stream()
                .filter(line -> line.size() > 0 && line.askAt() <= now)
                .toList();
    }

    /**
     * Lets the first of a line go, and sends away who would wait too long for the next tokens.
     *
     * @param way place of the limit in the way, as {@link Line#served} takes it
     */
    void serve(Line line, int messages, long waitMillis, int way) {
        int before = line.size();
        long now = clock.millis();
        line.served(messages, now, messages < before ? waitMillis : 0, way);
        for (Promise<Limits.Answer> hopeless = line.pollHopeless(); hopeless != null; hopeless = line.pollHopeless()) {
            hopeless.tryComplete(deny(line, now));
        }
        waiting.addAndGet(line.size() - before);
    }

    /** Wakes for the line that is due first. */
    void wakeForTheNext() {
        long next = Long.MAX_VALUE;
        for (Line line : lines.values()) {
            if (line.size() > 0) {
                next = Math.min(next, line.askAt());
            }
        }
        if (next < Long.MAX_VALUE) {
            wake.accept(next);
        }
    }

    /** Forgets lines in which nobody stands. */
    void forgetIdle() {
        long now = clock.millis();
        lines.values().removeIf(line -> line.idle(now));
    }

    private Limits.Denied deny(Line line, long now) {
        Limits.Denied denied = line.denial(now, rate(line.need()));
        metrics.denied(line.obstacle().kind().wire());
        return denied;
    }

    /** The lowest rate of what a message needs, 0 if there is none. */
    private double rate(Line.Need need) {
        double lowest = 0;
        for (Scope scope : need.scopes()) {
            double rate = rates.applyAsDouble(scope);
            lowest = rate > 0 && (lowest <= 0 || rate < lowest) ? rate : lowest;
        }
        return lowest;
    }
}
