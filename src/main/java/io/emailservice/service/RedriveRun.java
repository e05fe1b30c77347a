package io.emailservice.service;

import io.emailservice.api.RedriveMany;
import io.emailservice.api.RedriveReport;
import io.emailservice.api.Redriven;
import io.emailservice.message.DeadLetterSearch;
import io.emailservice.store.DeadLetter;
import io.emailservice.store.DeadLetters;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Redrives many letters, page by page from the newest to the oldest, within the time of one call. What fails again gets a
 * newer place, so that a walk that goes on with the cursor ends. Callable from any context.
 */
record RedriveRun(DeadLetters letters, Redriver redriver, Clock clock) {
    private static final Duration BUDGET = Duration.ofSeconds(10);
    private static final int PAGE = 200;
    /** Whole requests in memory. */
    private static final int AT_ONCE = 8;

    Future<RedriveReport> run(RedriveMany wish) {
        return pages(
                wish,
                wish.search().before(),
                RedriveReport.NOTHING,
                clock.instant().plus(BUDGET));
    }

    private Future<RedriveReport> pages(RedriveMany wish, @Nullable UUID before, RedriveReport sums, Instant until) {
        int left = wish.search().limit() - sums.total();
        DeadLetterSearch search = wish.search().from(before, Math.min(PAGE, left));
        return letters.page(search)
                .compose(page -> chunks(wish, page.letters(), sums).compose(now -> {
                    UUID next = page.next();
                    boolean over = next == null
                            || now.total() >= wish.search().limit()
                            || clock.instant().isAfter(until);
                    return over ? Future.succeededFuture(now.goingOn(next)) : pages(wish, next, now, until);
                }));
    }

    private Future<RedriveReport> chunks(RedriveMany wish, List<DeadLetter> page, RedriveReport sums) {
        Future<RedriveReport> all = Future.succeededFuture(sums);
        for (int from = 0; from < page.size(); from += AT_ONCE) {
            List<DeadLetter> chunk = page.subList(from, Math.min(page.size(), from + AT_ONCE));
            all = all.compose(soFar -> Future.all(chunk.stream()
                            .map(letter -> redriver.redrive(letter, wish.grounds()))
                            .toList())
                    .map(done ->
                            done.<Redriven>list().stream().reduce(soFar, RedriveReport::and, (one, other) -> other)));
        }
        return all;
    }
}
