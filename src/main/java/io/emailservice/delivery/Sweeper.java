package io.emailservice.delivery;

import io.emailservice.message.Uuid7;
import io.emailservice.store.MessageWatch;
import io.emailservice.store.MessageWatch.Due;
import io.emailservice.store.StoredMessage;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * Sees to it that every message whose job isn't over has a job. Decides nothing about messages: the job does, on the
 * path of all others. Many nodes may have one; the one that holds the lease works. Two at once do no harm.
 */
final class Sweeper {
    private static final int WALK_PAGE = 2_000;
    private static final int DUE_PAGE = 200;
    /** Of each kind in one round, so that a lease is renewed in time. */
    private static final int MOST_PAGES = 10;

    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(30);

    private final MessageWatch watch;
    private final LiveJobs jobs;
    private final SweepConfig config;
    private final Deadlines deadlines;
    private final SweepMetrics metrics;
    private final Clock clock;
    private final UUID owner = UUID.randomUUID();

    Sweeper(
            MessageWatch watch,
            LiveJobs jobs,
            SweepConfig config,
            Deadlines deadlines,
            SweepMetrics metrics,
            Clock clock) {
        this.watch = watch;
        this.jobs = jobs;
        this.config = config;
        this.deadlines = deadlines;
        this.metrics = metrics;
        this.clock = clock;
    }

    /** True if there is more to do at once. */
    Future<Boolean> round() {
        return watch.lead(owner, lease()).compose(from -> {
            if (from.isEmpty()) {
                metrics.overdue(List.of());
                return Future.succeededFuture(false);
            }
            return walk(from.get(), MOST_PAGES)
                    .compose(more -> lookAtDue(MOST_PAGES).map(further -> more || further))
                    .compose(more -> watch.overdue().map(overdue -> {
                        metrics.overdue(overdue);
                        return more;
                    }));
        });
    }

    Future<Void> release() {
        return watch.release(owner);
    }

    /** A node that died is replaced when its lease ends. */
    private Duration lease() {
        Duration rounds = config.every().multipliedBy(3);
        return rounds.compareTo(SHORTEST_LEASE) > 0 ? rounds : SHORTEST_LEASE;
    }

    private Future<Boolean> walk(UUID from, int pages) {
        UUID end = Uuid7.floor(clock.instant().minus(config.behind()));
        return watch.walk(owner, from, end, WALK_PAGE, config.after(), config.lead())
                .compose(walked -> {
                    UUID last = walked.last();
                    if (last == null || walked.read() < WALK_PAGE) {
                        return Future.succeededFuture(false);
                    }
                    return pages > 1 ? walk(last, pages - 1) : Future.succeededFuture(true);
                });
    }

    private Future<Boolean> lookAtDue(int pages) {
        return watch.due(DUE_PAGE).compose(due -> look(due).compose(done -> {
            if (due.over().size() + due.open().size() < DUE_PAGE) {
                return Future.succeededFuture(false);
            }
            return pages > 1 ? lookAtDue(pages - 1) : Future.succeededFuture(true);
        }));
    }

    private Future<Void> look(Due due) {
        Instant now = clock.instant();
        List<StoredMessage> carried = due.open().stream()
                .filter(message -> deadlines.needsJob(message, now))
                .toList();
        return watch.forget(due.over())
                .compose(forgotten ->
                        carried.isEmpty() ? Future.succeededFuture(LiveJobs.Ensured.NOTHING) : jobs.ensure(carried))
                .compose(ensured -> {
                    metrics.swept(ensured);
                    return watch.looked(due.open().stream()
                            .map(message -> deadlines.look(message, now))
                            .toList());
                });
    }
}
