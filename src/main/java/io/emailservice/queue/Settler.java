package io.emailservice.queue;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the settlements of one queue in batches: one is under way, the next is all that came meanwhile. Keeps what could
 * not be delivered and sends it again; the answers tell what an earlier one did. Bounded by the claims in flight. Belongs
 * to the poller's event loop.
 */
final class Settler {
    private static final Logger LOG = LoggerFactory.getLogger(Settler.class);
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 1000;
    private static final int NO_CHILDREN = 1;
    private static final int CHILDREN_PENDING = -4;
    private static final int CHILDREN_FAILED = -9;
    private static final int BROKEN = -100;

    interface Owner {
        /** These claims are no longer in hand. */
        void settled(List<Claim> claims);

        /** The job has no children to wait for: it's for its handler again. */
        void goOn(Claim claim);
    }

    private final Vertx vertx;
    private final RedisLink link;
    private final QueueSetup setup;
    private final String queue;
    private final Owner owner;
    private final Trouble trouble;

    private final ArrayDeque<Claim> waiting = new ArrayDeque<>();
    private boolean sending;
    private boolean timed;
    private boolean lingering;
    private long lastSentMillis;
    private long pauseMillis = FIRST_PAUSE_MILLIS;

    Settler(Vertx vertx, RedisLink link, QueueSetup setup, String queue, Owner owner) {
        this.vertx = vertx;
        this.link = link;
        this.setup = setup;
        this.queue = queue;
        this.owner = owner;
        this.trouble = new Trouble(setup, queue, "settling");
    }

    /** Takes a claim whose settlement is set. */
    void add(Claim claim) {
        waiting.add(claim);
        sendSoon();
    }

    /** True while a batch waits for its answer. */
    boolean isSending() {
        return sending;
    }

    /** Tries again at once, after Redis came back. */
    void resume() {
        pauseMillis = FIRST_PAUSE_MILLIS;
        sendSoon();
    }

    private void sendSoon() {
        boolean whole = waiting.size() >= setup.config().claimBatch();
        if (sending || waiting.isEmpty() || (timed && !(lingering && whole))) {
            return;
        }
        long since = setup.clock().millis() - lastSentMillis;
        long linger = setup.config().linger().toMillis();
        if (whole || since < 0 || since >= linger) {
            timed = true;
            lingering = false;
            // Not at once: what the handler settles in one go should go in one batch.
            vertx.runOnContext(next -> sendNow());
        } else {
            lingering = true;
            sendIn(linger - since);
        }
    }

    private void sendIn(long millis) {
        timed = true;
        vertx.setTimer(Math.max(1, millis), due -> sendNow());
    }

    private void sendNow() {
        timed = false;
        lingering = false;
        if (!sending && !waiting.isEmpty()) {
            send();
        }
    }

    private void send() {
        int most = setup.config().claimBatch();
        List<Claim> batch = new ArrayList<>(Math.min(most, waiting.size()));
        while (batch.size() < most && !waiting.isEmpty()) {
            batch.add(waiting.poll());
        }
        SettleBatch.sort(batch);
        sending = true;
        lastSentMillis = setup.clock().millis();
        setup.metrics().settleBatch(queue, batch.size());
        link.run(Script.SETTLE, queue, arguments(batch)).onComplete(done -> {
            sending = false;
            if (done.succeeded()) {
                answered(batch, done.result());
            } else {
                failed(batch, done.cause());
            }
        });
    }

    private List<Object> arguments(List<Claim> batch) {
        QueueConfig config = setup.config();
        return SettleBatch.arguments(
                batch, lastSentMillis, config.finished(), config.limits().get(queue));
    }

    private void answered(List<Claim> batch, Response unsettled) {
        pauseMillis = FIRST_PAUSE_MILLIS;
        int[] codes = new int[batch.size() + 1];
        for (int i = 0; i + 1 < unsettled.size(); i += 2) {
            codes[unsettled.get(i).toInteger()] = unsettled.get(i + 1).toInteger();
        }
        List<Claim> settled = new ArrayList<>(batch.size());
        List<Claim> lost = new ArrayList<>();
        List<Claim> doubtful = new ArrayList<>();
        List<Claim> broken = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            Claim claim = batch.get(i);
            int code = codes[i + 1];
            if (code == 0) {
                settled.add(claim);
            } else if (code == CHILDREN_PENDING || code == CHILDREN_FAILED) {
                refuse(claim, code);
            } else if (code == NO_CHILDREN) {
                owner.goOn(claim);
            } else if (code == BROKEN) {
                broken.add(claim);
            } else {
                (claim.sentBefore ? doubtful : lost).add(claim);
            }
        }
        if (codes[0] == BROKEN || !broken.isEmpty()) {
            keep(broken);
        } else {
            trouble.over();
        }
        conclude(settled, lost);
        if (!doubtful.isEmpty()) {
            ask(doubtful);
        }
        sendSoon();
    }

    private void conclude(List<Claim> settled, List<Claim> lost) {
        Map<Settlement.Kind, Integer> counts = new EnumMap<>(Settlement.Kind.class);
        for (Claim claim : settled) {
            counts.merge(Objects.requireNonNull(claim.settlement).kind(), 1, Integer::sum);
        }
        counts.forEach((kind, jobs) -> setup.metrics().settled(queue, kind, jobs));
        if (!lost.isEmpty()) {
            setup.metrics().lost(queue, lost.size());
            LOG.warn(
                    "jobs lost queue={} jobs={} reason=the lock went to another worker or the job was removed",
                    queue,
                    lost.size());
        }
        settled.addAll(lost);
        owner.settled(settled);
    }

    /** Sent before and no longer ours: either the first time took effect and only its answer was lost, or it did not. */
    private void ask(List<Claim> doubtful) {
        sending = true;
        link.run(Script.ASK, queue, SettleBatch.questions(doubtful)).onComplete(done -> {
            sending = false;
            if (done.failed()) {
                failed(doubtful, done.cause());
                return;
            }
            List<Claim> settled = new ArrayList<>(doubtful.size());
            List<Claim> lost = new ArrayList<>();
            for (int i = 0; i < doubtful.size(); i++) {
                (done.result().get(i).toInteger() == 1 ? settled : lost).add(doubtful.get(i));
            }
            conclude(settled, lost);
            sendSoon();
        });
    }

    /** A job whose keys are of the wrong kind stays in hand until they are right; the others don't wait for it. */
    private void keep(List<Claim> broken) {
        trouble.met("a key of the queue or of a flow is of the wrong kind");
        if (!broken.isEmpty()) {
            vertx.setTimer(LONGEST_PAUSE_MILLIS, again -> {
                waiting.addAll(broken);
                sendSoon();
            });
        }
    }

    /**
     * The job can't complete because of its children; that's a failure of its own. Its reason is the one that the official
     * worker gives, for whoever looks for it.
     */
    private void refuse(Claim claim, int code) {
        boolean again = code == CHILDREN_PENDING
                && !claim.job.isLastAttempt()
                && !setup.config().locks().isLastStart(claim.job);
        String command =
                claim.settlement instanceof Settlement.AwaitChildren ? "moveToWaitingChildren" : "moveToFinished";
        String reason = code == CHILDREN_PENDING
                ? "Job " + claim.job.id() + " has pending dependencies. " + command
                : "Cannot complete job " + claim.job.id() + " because it has at least one failed child. " + command;
        claim.decide(again ? new Settlement.Retry(reason, null) : new Settlement.Fail(reason));
        waiting.addFirst(claim);
    }

    /** Nothing is given up: what Redis can't take now it may take later, and what goes on meanwhile is another's job. */
    private void failed(List<Claim> batch, Throwable error) {
        if (!(error instanceof RedisAway away) || away.wasSent()) {
            batch.forEach(claim -> claim.sentBefore = true);
        }
        trouble.met(error);
        for (int i = batch.size() - 1; i >= 0; i--) {
            waiting.addFirst(batch.get(i));
        }
        lingering = false;
        sendIn(pauseMillis);
        pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, pauseMillis * 2);
    }
}
