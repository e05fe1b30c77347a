package io.emailservice.twin.feedback;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The posts that are planned, in the order of their time, and those that are under way. Both are bounded. */
public final class Outbox {
    /** Also a clock that a test moves is noticed so soon. */
    private static final long LONGEST_NAP_MILLIS = 100;

    /** Posts begun in one turn, so that other work gets its turns too. */
    private static final int MOST_IN_A_TURN = 200;

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    /** Something to be posted. */
    public interface Post {
        Future<Verdict> attempt();

        List<Duration> pauses();

        /** The receiver has it. */
        void accepted();

        /** A try has ended, however it did. */
        void tried();
    }

    private record Due(long millis, long sequence, int failures, Post post) {}

    private final Vertx vertx;
    private final Clock clock;
    private final OutboxLimits limits;
    private final Counters counters = new Counters();
    private final PriorityQueue<Due> waiting =
            new PriorityQueue<>(Comparator.comparingLong(Due::millis).thenComparingLong(Due::sequence));
    private UnaryOperator<Duration> hurry = UnaryOperator.identity();
    private long sequence;
    private int inFlight;
    private int generation;
    private boolean working;
    private boolean napping;
    private long napEndMillis;
    private long napTimer;

    public Outbox(Vertx vertx, Clock clock, OutboxLimits limits) {
        this.vertx = vertx;
        this.clock = clock;
        this.limits = limits;
    }

    /** Plans a post; without room it is dropped and counted. */
    public void add(long millis, Post post) {
        counters.planned++;
        if (waiting.size() >= limits.posts()) {
            counters.dropped++;
            return;
        }
        waiting.add(new Due(millis, sequence++, 0, post));
        nap();
    }

    /** Begins what is due, without waiting for the next turn. */
    void work() {
        if (working) {
            return;
        }
        working = true;
        long now = clock.millis();
        for (int begun = 0; begun < MOST_IN_A_TURN && hasDue(now); begun++) {
            begin(waiting.remove());
        }
        working = false;
        nap();
    }

    /** How pauses before retries are shortened. */
    void hurry(UnaryOperator<Duration> how) {
        hurry = how;
    }

    void describe(ObjectNode to) {
        counters.describe(to);
        to.put("waiting", waiting.size()).put("inFlight", inFlight);
    }

    /** Forgets what is planned; what is under way ends unheard. */
    void reset() {
        waiting.clear();
        counters.reset();
        inFlight = 0;
        generation++;
    }

    private boolean hasDue(long now) {
        Due head = waiting.peek();
        return head != null && head.millis <= now && inFlight < limits.inFlight();
    }

    private void begin(Due due) {
        int begunIn = generation;
        inFlight++;
        counters.tries++;
        attempt(due.post).onSuccess(verdict -> {
            if (begunIn == generation) {
                inFlight--;
                settle(due, verdict);
                due.post.tried();
                work();
            }
        });
    }

    /** A failure of the target's own is like a failed try, and is worth a line. */
    private static Future<Verdict> attempt(Post post) {
        return Future.<Verdict>future(promise -> post.attempt().onComplete(promise))
                .recover(failure -> {
                    LOG.debug("a post failed cause={}", failure.toString());
                    return Future.succeededFuture(Verdict.FAILED);
                });
    }

    private void settle(Due due, Verdict verdict) {
        switch (verdict) {
            case ACCEPTED -> accept(due.post);
            case LAID_OUT -> counters.laidOut++;
            case REFUSED -> counters.refused++;
            case FAILED -> retry(due);
        }
    }

    private void accept(Post post) {
        counters.accepted++;
        post.accepted();
    }

    /** What was laid out has been fetched. */
    Runnable fetched(Post post) {
        int laidOutIn = generation;
        return () -> {
            if (laidOutIn == generation) {
                counters.laidOut--;
                accept(post);
            }
        };
    }

    private void retry(Due due) {
        List<Duration> pauses = due.post.pauses();
        if (due.failures >= pauses.size()) {
            counters.givenUp++;
            return;
        }
        long pause = hurry.apply(pauses.get(due.failures)).toMillis();
        waiting.add(new Due(clock.millis() + pause, sequence++, due.failures + 1, due.post));
    }

    private void nap() {
        Due head = waiting.peek();
        if (working || head == null || inFlight >= limits.inFlight()) {
            return;
        }
        long now = clock.millis();
        long pause = Math.max(1, Math.min(head.millis - now, LONGEST_NAP_MILLIS));
        if (napping && napEndMillis <= now + pause) {
            return;
        }
        if (napping) {
            vertx.cancelTimer(napTimer);
        }
        napping = true;
        napEndMillis = now + pause;
        napTimer = vertx.setTimer(pause, timer -> {
            napping = false;
            work();
        });
    }
}
