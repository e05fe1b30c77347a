package io.emailservice.webhook;

import io.emailservice.ops.Progress;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads kept posts as long as there are any, some at a time, and now and then tries feedback again whose message was not
 * known. Gives way while many posts are being stored, for a limited time. A post that can't be applied is found by halving
 * and passed over, so that it stops nobody else's. State belongs to the verticle's event loop; only its progress is safe from
 * any thread.
 */
public final class FeedbackVerticle extends VerticleBase implements Progress {
    private static final Logger LOG = LoggerFactory.getLogger(FeedbackVerticle.class);
    private static final int MOST_POSTS = 500;
    private static final int MOST_ORPHANS = 200;
    private static final Duration PAUSE = Duration.ofMillis(50);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(1);
    private static final Duration ORPHANS_EVERY = Duration.ofSeconds(1);

    private final Backlog backlog;
    private final FeedbackMetrics metrics;
    private final Clock clock;
    private final GivingWay givingWay;
    private final AtomicLong read = new AtomicLong();

    private int most = MOST_POSTS;
    private Instant orphansAt = Instant.MIN;
    private Future<Void> running = Future.succeededFuture();
    private boolean stopping;
    private boolean troubled;
    private @Nullable Long timer;
    private volatile boolean behind;

    /** @param givesWay for how long reading waits at a stretch while many posts are being stored */
    public FeedbackVerticle(Backlog backlog, FeedbackMetrics metrics, Duration givesWay, Clock clock) {
        this.backlog = backlog;
        this.metrics = metrics;
        this.clock = clock;
        this.givingWay = new GivingWay(givesWay, clock);
    }

    @Override
    public Future<?> start() {
        again(PAUSE);
        return Future.succeededFuture();
    }

    /** Ends with the posts that are being read; all others are still there for the next start. */
    @Override
    public Future<?> stop() {
        stopping = true;
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
        return running;
    }

    @Override
    public String name() {
        return "feedback";
    }

    /** Not while it gives way, which has a limit of its own, nor while another node reads. */
    @Override
    public boolean waiting() {
        return behind;
    }

    @Override
    public long completed() {
        return read.get();
    }

    private void again(Duration pause) {
        if (!stopping) {
            timer = vertx.setTimer(Math.max(1, pause.toMillis()), fired -> run());
        }
    }

    private void run() {
        if (givingWay.now(backlog.storing())) {
            behind = false;
            again(PAUSE);
            return;
        }
        running = readNext().compose(pause -> orphans().map(pause)).transform(done -> {
            again(done.succeeded() ? done.result() : AFTER_TROUBLE);
            return Future.succeededFuture();
        });
    }

    /** How long to wait before the next round. */
    private Future<Duration> readNext() {
        return backlog.next(most).transform(answer -> {
            if (answer.succeeded()) {
                return Future.succeededFuture(done(answer.result()));
            }
            behind = true;
            return backlog.passing(answer.cause()) ? waitFor(answer.cause()) : narrow(answer.cause());
        });
    }

    private Duration done(Backlog.Round round) {
        if (troubled) {
            troubled = false;
            LOG.info("feedback goes on");
        }
        boolean full = round.posts() == most;
        behind = full;
        read.addAndGet(round.posts());
        most = Math.min(MOST_POSTS, most * 2);
        Instant newest = round.newest();
        if (newest != null) {
            metrics.read(round, Duration.between(newest, clock.instant()));
        }
        if (!full) {
            givingWay.caughtUp();
        }
        return full ? Duration.ZERO : PAUSE;
    }

    private Future<Duration> waitFor(Throwable cause) {
        if (!troubled) {
            troubled = true;
            LOG.warn("feedback waits reason={}", cause.toString());
        }
        return Future.succeededFuture(AFTER_TROUBLE);
    }

    private Future<Duration> narrow(Throwable cause) {
        if (most > 1) {
            most = Math.max(1, most / 2);
            return Future.succeededFuture(Duration.ZERO);
        }
        return backlog.skip().map(id -> skipped(id, cause));
    }

    private Duration skipped(@Nullable UUID id, Throwable cause) {
        if (id != null) {
            read.incrementAndGet();
            metrics.skipped();
            LOG.error("post passed over post={} reason={}", id, cause.getClass().getSimpleName());
            LOG.debug("post passed over post={}", id, cause);
        }
        return Duration.ZERO;
    }

    private Future<Void> orphans() {
        Instant now = clock.instant();
        if (now.isBefore(orphansAt)) {
            return Future.succeededFuture();
        }
        orphansAt = now.plus(ORPHANS_EVERY);
        return backlog.retryOrphans(MOST_ORPHANS)
                .map(tried -> {
                    metrics.retried(tried);
                    if (tried.reported() > 0) {
                        LOG.warn("feedback without a message given up events={}", tried.reported());
                    }
                    return tried;
                })
                // Posts are read on meanwhile; what is due stays due.
                .transform(tried -> {
                    if (tried.failed()) {
                        LOG.warn(
                                "feedback without a message not tried again reason={}",
                                tried.cause().toString());
                    }
                    return Future.succeededFuture();
                });
    }
}
