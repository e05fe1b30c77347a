package io.emailservice.provider;

import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.Outcome;
import io.emailservice.message.OutgoingMessage;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when a message of one account may be tried, and answers for it in time. A permit is taken when a call starts
 * and comes back when the real call has ended, also if the one who asked got an answer earlier. Owned by the event loop
 * of its verticle.
 */
final class Sender {
    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);
    /** How long after its timeout a call may still end by itself before it is answered for. */
    private static final long GRACE_MILLIS = 500;

    private static final Duration AFTER_OBJECTION = Duration.ofSeconds(1);

    private final Clock clock;
    private final ProviderAdapter adapter;
    private final AccountGate gate;
    private final SenderMetrics metrics;
    private final SenderConfig config;
    private final WaitingLine waiting;
    private final LastCheck lastCheck;
    private final Set<Call> underWay = new LinkedHashSet<>();
    private boolean starting;
    private @Nullable Promise<Void> drained;

    Sender(Clock clock, ProviderAdapter adapter, AccountGate gate, SenderMetrics metrics, LastCheck lastCheck) {
        this.clock = clock;
        this.adapter = adapter;
        this.gate = gate;
        this.metrics = metrics;
        this.config = gate.config();
        this.lastCheck = lastCheck;
        this.waiting = new WaitingLine(config.maxWaiting());
        metrics.gauge("in_flight", "Provider calls under way", underWay::size);
        metrics.gauge("waiting", "Messages that wait for a permit", waiting::size);
    }

    /** Makes one attempt as soon as the limits allow, or says why not. */
    Future<Outcome> send(OutgoingMessage message) {
        Promise<Outcome> answer = Promise.promise();
        Outcome refusal = refusal();
        if (refusal != null) {
            giveBack(answer, refusal);
        } else if (waiting.isEmpty() && underWay.size() < config.concurrency()) {
            start(message, answer);
        } else if (waiting.add(new WaitingLine.Entry(
                message, answer, clock.millis() + config.maxWait().toMillis()))) {
            startWaiting();
        } else {
            giveBack(answer, busy());
        }
        return answer.future();
    }

    /** Answers for everything that is overdue. To be called every now and then. */
    void sweep() {
        long now = clock.millis();
        for (Call call : underWay) {
            if (call.overdueAt > now) {
                break;
            }
            Failure failure = new Failure(FailureClass.UNKNOWN, "no_answer", "the call did not end in time");
            answer(call, new Outcome.Unknown(failure));
        }
        for (WaitingLine.Entry late = waiting.pollOverdue(now); late != null; late = waiting.pollOverdue(now)) {
            giveBack(late.answer(), busy());
        }
        giveBackObjected();
        gate.tick();
        startWaiting();
        completeDrain();
    }

    /** Takes nothing more, gives back what waits, and completes when every call under way is answered. */
    Future<Void> drain() {
        if (drained == null) {
            drained = Promise.promise();
        }
        startWaiting();
        completeDrain();
        return drained.future();
    }

    private void start(OutgoingMessage message, Promise<Outcome> answer) {
        if (!clock.instant().isBefore(message.callBefore())) {
            giveBack(answer, fenced());
            return;
        }
        Failure objection = objection(message);
        if (objection != null) {
            giveBack(answer, new Outcome.NotTried(AFTER_OBJECTION, objection));
            return;
        }
        long now = clock.millis();
        long overdueAt = now + config.timeout().toMillis() + GRACE_MILLIS;
        Call call = new Call(answer, gate.started(answer.future()), now, overdueAt);
        underWay.add(call);
        attempt(message).onComplete(done -> ended(call, done));
    }

    private Future<Outcome> attempt(OutgoingMessage message) {
        try {
            return adapter.send(message, config.timeout());
        } catch (RuntimeException bug) {
            return Future.failedFuture(bug);
        }
    }

    private void ended(Call call, AsyncResult<Outcome> done) {
        underWay.remove(call);
        metrics.callEnded(clock.millis() - call.startedAt);
        if (done.succeeded()) {
            answer(call, done.result());
        } else if (!call.answered) {
            call.answered = true;
            LOG.error("provider.send account={} failed by our own fault", gate.account(), done.cause());
            call.answer.fail(done.cause());
        }
        startWaiting();
        completeDrain();
    }

    private void answer(Call call, Outcome outcome) {
        if (call.answered) {
            return;
        }
        call.answered = true;
        metrics.outcome(outcome);
        gate.ended(call.ticket, outcome);
        call.answer.complete(outcome);
    }

    /** Starts what may start. An adapter that answers at once calls back into here: one loop does the work of all. */
    private void startWaiting() {
        if (starting) {
            return;
        }
        starting = true;
        boolean room = true;
        while (room && !waiting.isEmpty()) {
            Outcome refusal = refusal();
            if (refusal == null) {
                room = startNext();
            } else {
                giveBackNext(refusal);
            }
        }
        starting = false;
    }

    /** False if a limit stands in the way. */
    private boolean startNext() {
        if (underWay.size() >= config.concurrency()) {
            return false;
        }
        WaitingLine.Entry next = waiting.poll();
        if (next != null) {
            start(next.message(), next.answer());
        }
        return true;
    }

    private void giveBackNext(Outcome refusal) {
        WaitingLine.Entry next = waiting.poll();
        if (next != null) {
            giveBack(next.answer(), refusal);
        }
    }

    /** What must not be sent doesn't wait for its turn: whoever stopped it wants to see that it stands still. */
    private void giveBackObjected() {
        for (WaitingLine.Entry entry : waiting.takeOut(waits -> objection(waits.message()) != null)) {
            Failure objection = objection(entry.message());
            if (objection != null) {
                giveBack(entry.answer(), new Outcome.NotTried(AFTER_OBJECTION, objection));
            } else if (!waiting.add(entry)) {
                giveBack(entry.answer(), busy());
            }
        }
    }

    private @Nullable Failure objection(OutgoingMessage message) {
        return lastCheck.objection(gate.account(), message);
    }

    private @Nullable Outcome refusal() {
        return drained == null
                ? gate.refusal()
                : gate.notTried(FailureClass.PROVIDER, "stopping", "the sender is being stopped");
    }

    private Outcome busy() {
        return gate.notTried(FailureClass.THROTTLE, "account_busy", "no permit came free in time");
    }

    /** Whoever holds the message now decides: it may have been taken for dead, for example while this process slept. */
    private Outcome fenced() {
        return gate.notTried(FailureClass.THROTTLE, "fenced", "the attempt was too old to be made");
    }

    private void giveBack(Promise<Outcome> answer, Outcome outcome) {
        metrics.outcome(outcome);
        answer.complete(outcome);
    }

    private void completeDrain() {
        if (drained != null && underWay.stream().allMatch(call -> call.answered)) {
            drained.tryComplete();
        }
    }

    /** One call under way, by identity. */
    private static final class Call {
        private final Promise<Outcome> answer;
        private final int ticket;
        private final long startedAt;
        private final long overdueAt;
        private boolean answered;

        private Call(Promise<Outcome> answer, int ticket, long startedAt, long overdueAt) {
            this.answer = answer;
            this.ticket = ticket;
            this.startedAt = startedAt;
            this.overdueAt = overdueAt;
        }
    }
}
