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
    private static final int MOST_FAILURES_ALONE = 3;
    private static final int NO_CHILDREN = 1;
    private static final int CHILDREN_PENDING = -4;
    private static final int CHILDREN_FAILED = -9;

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

    private final ArrayDeque<Claim> waiting = new ArrayDeque<>();
    private boolean sending;
    private boolean timed;
    private boolean lingering;
    private long lastSentMillis;
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    private int failuresAlone;
    private boolean oneByOne;

    Settler(Vertx vertx, RedisLink link, QueueSetup setup, String queue, Owner owner) {
        this.vertx = vertx;
        this.link = link;
        this.setup = setup;
        this.queue = queue;
        this.owner = owner;
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
        int most = oneByOne ? 1 : setup.config().claimBatch();
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
        failuresAlone = 0;
        oneByOne = oneByOne && !waiting.isEmpty();
        int[] codes = new int[batch.size()];
        for (int i = 0; i + 1 < unsettled.size(); i += 2) {
            codes[unsettled.get(i).toInteger() - 1] = unsettled.get(i + 1).toInteger();
        }
        Map<Settlement.Kind, Integer> counts = new EnumMap<>(Settlement.Kind.class);
        List<Claim> done = new ArrayList<>(batch.size());
        int lost = 0;
        for (int i = 0; i < codes.length; i++) {
            Claim claim = batch.get(i);
            if (codes[i] == CHILDREN_PENDING || codes[i] == CHILDREN_FAILED) {
                refuse(claim, codes[i]);
                continue;
            }
            if (codes[i] == NO_CHILDREN) {
                owner.goOn(claim);
                continue;
            }
            done.add(claim);
            // Sent before and no longer ours: the first time took effect, only its answer was lost.
            if (codes[i] == 0 || (claim.sentBefore && !claim.lockLost)) {
                counts.merge(Objects.requireNonNull(claim.settlement).kind(), 1, Integer::sum);
            } else {
                lost++;
            }
        }
        counts.forEach((kind, jobs) -> setup.metrics().settled(queue, kind, jobs));
        giveUp(lost, "the lock went to another worker or the job was removed");
        owner.settled(done);
        sendSoon();
    }

    /** The job can't complete because of its children; that's a failure of its own. */
    private void refuse(Claim claim, int code) {
        boolean again = code == CHILDREN_PENDING && !claim.job.isLastAttempt();
        String reason = code == CHILDREN_PENDING ? "job has pending children" : "job has failed children";
        claim.settlement = again ? new Settlement.Retry(reason, null) : new Settlement.Fail(reason);
        claim.delayMillis = again ? claim.job.options().backoff().delayAfter(claim.job.attemptsMade() + 1, () -> 0) : 0;
        waiting.addFirst(claim);
    }

    private void failed(List<Claim> batch, Throwable error) {
        if (error instanceof RedisAway away) {
            if (away.wasSent()) {
                batch.forEach(claim -> claim.sentBefore = true);
            }
        } else if (batch.size() > 1) {
            // One job may have spoiled it for all; alone it will show, and the others get through.
            LOG.error("settle failed queue={} jobs={} error={}", queue, batch.size(), error.getMessage());
            batch.forEach(claim -> claim.sentBefore = true);
            oneByOne = true;
        } else if (++failuresAlone >= MOST_FAILURES_ALONE) {
            failuresAlone = 0;
            giveUp(1, "Redis refuses to settle: " + error.getMessage());
            owner.settled(batch);
            sendSoon();
            return;
        }
        for (int i = batch.size() - 1; i >= 0; i--) {
            waiting.addFirst(batch.get(i));
        }
        lingering = false;
        sendIn(pauseMillis);
        pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, pauseMillis * 2);
    }

    private void giveUp(int jobs, String reason) {
        if (jobs > 0) {
            setup.metrics().lost(queue, jobs);
            LOG.warn("jobs lost queue={} jobs={} reason={}", queue, jobs, reason);
        }
    }
}
