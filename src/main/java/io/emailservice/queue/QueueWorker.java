package io.emailservice.queue;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The worker of one queue: when to claim, and when to sleep. Claims only when its owner gives it a turn, see {@link
 * #appetite}. Belongs to the poller's event loop.
 */
final class QueueWorker implements JobsInHand.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(QueueWorker.class);
    private static final long CLOSED_PAUSE_MILLIS = 50;
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 1000;
    private static final long LONGEST_SLEEP_MILLIS = 10_000;
    private static final long UNBLOCK_MILLIS = 500;

    private final Vertx vertx;
    private final QueueSetup setup;
    private final RedisLink link;
    private final String queue;
    private final String workerId;
    private final Capacity capacity;
    private final Runnable turn;
    private final ClaimReader reader;
    private final MarkerWait marker;
    private final JobsInHand jobs;
    private final LostClaims lost;
    private final Schedules schedules;
    private final StalledCheck stalled;
    private final Trouble trouble;
    private final Alarm alarm;
    private final Alarm snooze;

    private boolean hungry = true;
    private boolean full;
    private boolean sleeping;
    private boolean stopping;
    private boolean lastClaimWasShort;
    private long lastClaimMillis;
    private long notBeforeMillis;
    private long pausedUntilMillis;
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    private long tokens;
    private long[] timers = {};
    private Future<?> lastClaim = Future.succeededFuture();
    private Future<?> lastSleep = Future.succeededFuture();

    /** What a worker is there for; {@code turn} asks the owner for a turn. */
    record Duty(String queue, String workerId, JobHandler handler, Capacity capacity, Runnable turn) {}

    /** Must be made on the poller's event loop. */
    QueueWorker(Vertx vertx, QueueSetup setup, RedisLink link, Duty duty) {
        this.vertx = vertx;
        this.setup = setup;
        this.link = link;
        this.queue = duty.queue();
        this.workerId = duty.workerId();
        this.capacity = duty.capacity();
        this.turn = duty.turn();
        this.reader = new ClaimReader(queue);
        this.stalled = new StalledCheck(link, setup, queue);
        this.alarm = new Alarm(vertx, turn);
        this.snooze = new Alarm(vertx, this::wake);
        this.marker = new MarkerWait(link, setup, queue, this::wake);
        this.jobs = new JobsInHand(vertx, link, setup, queue, duty.handler(), this);
        this.lost = new LostClaims(vertx, link, setup, queue, reader, this::accept);
        this.trouble = new Trouble(setup, queue, "claim");
        this.schedules = new Schedules(link, setup, queue, jobs);
    }

    void start() {
        marker.open();
        timers = new long[] {
            vertx.setPeriodic(jobs.renewalPeriodMillis(), due -> jobs.renewLocks()),
            vertx.setPeriodic(stalled.periodMillis(), due -> stalled.run())
        };
        stalled.run();
    }

    /** Redis came back: what is kept goes out, and nobody knows what was added meanwhile. */
    void resume() {
        jobs.resume();
        lost.look();
        if (!stopping) {
            pausedUntilMillis = 0;
            stalled.run();
            wake();
        }
    }

    /**
     * How many jobs this worker would claim now. If none, it asks for a turn itself when that may have changed.
     */
    int appetite() {
        if (!hungry || stopping || !link.isUp()) {
            return 0;
        }
        long now = setup.clock().millis();
        long earliest = Math.max(notBeforeMillis, pausedUntilMillis);
        if (now < earliest) {
            alarm.ringIn(earliest - now, now);
            return 0;
        }
        int batch = setup.config().claimBatch();
        int room = Math.min(batch, setup.config().maxInFlight() - jobs.size());
        int free = room <= 0 ? 0 : Math.min(room, capacity.free(queue) - schedules.held());
        if (free <= 0) {
            alarm.ringIn(CLOSED_PAUSE_MILLIS, now);
            return 0;
        }
        // Small claims cost Redis as much as large ones: they are spaced, so that they grow.
        long since = now - lastClaimMillis;
        long linger = setup.config().linger().toMillis();
        if ((free < batch || lastClaimWasShort) && since >= 0 && since < linger) {
            alarm.ringIn(linger - since, now);
            return 0;
        }
        return free;
    }

    /** Claims up to {@code most} jobs and hands them over. Never fails: it tries again by itself. */
    Future<Void> claim(int most) {
        lastClaimMillis = setup.clock().millis();
        // A sign that comes meanwhile sets it again: it may be younger than the answer of the claim.
        hungry = false;
        String token = workerId + ":" + ++tokens;
        Future<Void> claim = link.run(Script.CLAIM, queue, arguments(token, most))
                .map(answer -> reader.read(answer, token, lastClaimMillis))
                .transform(done -> {
                    if (done.succeeded()) {
                        claimed(done.result(), most);
                    } else {
                        claimFailed(done.cause(), token);
                    }
                    return Future.succeededFuture();
                });
        lastClaim = claim;
        return claim;
    }

    /** Claims nothing any more, and waits for the jobs in hand. */
    Future<Void> stop() {
        stopping = true;
        schedules.stop();
        alarm.cancel();
        snooze.cancel();
        long limit = setup.config().drainTimeout().toMillis();
        long start = setup.clock().millis();
        // What a claim or a wait still brings goes back before the connections close, and so does what a claim took
        // whose answer was lost.
        Future<?> last = Future.join(lastClaim, endSleep()).transform(done -> lost.lookLast(limit));
        return last.transform(done -> jobs.drain(left(limit, start))).eventually(() -> {
            lost.close();
            for (long timer : timers) {
                vertx.cancelTimer(timer);
            }
            return marker.close();
        });
    }

    private Duration left(long limitMillis, long startMillis) {
        return Duration.ofMillis(Math.max(0, limitMillis - (setup.clock().millis() - startMillis)));
    }

    private Future<?> endSleep() {
        return marker.unblock().compose(free -> lastSleep.timeout(UNBLOCK_MILLIS, TimeUnit.MILLISECONDS));
    }

    private List<Object> arguments(String token, int most) {
        RateLimit limit = setup.config().limits().get(queue);
        return List.of(
                lastClaimMillis,
                setup.config().locks().duration().toMillis(),
                token,
                most,
                setup.config().workerName(),
                limit == null ? "" : limit.max(),
                limit == null ? "" : limit.duration().toMillis());
    }

    private void claimed(ClaimAnswer answer, int most) {
        trouble.over();
        pauseMillis = FIRST_PAUSE_MILLIS;
        if (answer.dropped() > 0) {
            setup.metrics().dropped(queue, answer.dropped());
            LOG.warn("ids without a job dropped queue={} ids={}", queue, answer.dropped());
        }
        accept(answer.claims());
        full = answer.full();
        lastClaimWasShort = answer.claims().size() < most;
        if (!lastClaimWasShort) {
            hungry = true;
        } else if (answer.limitedMillis() > 0) {
            hungry = true;
            limited(answer.limitedMillis());
        } else if (!hungry) {
            sleep(answer.nextDueMillis(), setup.clock().millis());
        }
    }

    private void accept(List<Claim> claims) {
        if (claims.isEmpty()) {
            return;
        }
        setup.metrics().claimed(queue, claims.size());
        if (stopping) {
            jobs.giveBack(claims);
        } else {
            schedules.take(claims);
        }
    }

    /** Whatever went wrong: unless Redis surely did nothing, it may have given us jobs. */
    private void claimFailed(Throwable error, String token) {
        hungry = true;
        if (!(error instanceof RedisAway away) || away.wasSent()) {
            lost.add(token);
        }
        trouble.met(error);
        pausedUntilMillis = setup.clock().millis() + pauseMillis;
        pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, pauseMillis * 2);
    }

    /** @param dueMillis when the next delayed job is due; 0 or less if that isn't known */
    private void sleep(long dueMillis, long now) {
        if (stopping) {
            // A wait that begins now would take a marker with it when the connection closes.
            return;
        }
        long drainDelay = setup.config().drainDelay().toMillis();
        long millis = dueMillis <= 0 ? drainDelay : Math.min(LONGEST_SLEEP_MILLIS, dueMillis - now);
        if (millis <= 0) {
            hungry = true;
            return;
        }
        if (sleeping || !marker.isUp()) {
            snooze.ringIn(Math.min(millis, drainDelay), now);
            return;
        }
        sleeping = true;
        lastSleep = marker.await(millis).onSuccess(this::awake).otherwise(error -> {
            // A marker that was taken meanwhile is made up for: the connection, once back, wakes its worker.
            sleeping = false;
            snooze.ringIn(drainDelay, setup.clock().millis());
            return MarkerWait.NOTHING;
        });
    }

    private void awake(long marked) {
        sleeping = false;
        boolean taken = marked == 0;
        long now = setup.clock().millis();
        if (taken && (stopping || capacity.free(queue) <= 0)) {
            marker.handOn();
        }
        if (stopping) {
            return;
        }
        if (marked > now) {
            sleep(marked, now);
        } else {
            hungry = true;
        }
        turn.run();
    }

    private void wake() {
        hungry = true;
        turn.run();
    }

    @Override
    public void limited(long millis) {
        long until = setup.clock().millis() + RateLimit.restMillis(millis);
        notBeforeMillis = Math.max(notBeforeMillis, until);
    }

    @Override
    public void settled() {
        // A queue with a concurrency of its own gives no sign when it has room again.
        if (full) {
            full = false;
            hungry = true;
        }
        turn.run();
    }
}
