package io.emailservice.delivery;

import static io.emailservice.testing.Requests.between;
import static io.emailservice.testing.Requests.request;
import static io.emailservice.testing.Requests.saying;
import static io.emailservice.testing.Requests.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.delivery.FlakyMessages.Fate;
import io.emailservice.limit.Limits;
import io.emailservice.message.ActiveHolds;
import io.emailservice.message.SendRequest;
import io.emailservice.message.Stream;
import io.emailservice.message.Submission;
import io.emailservice.store.StoreException;
import io.emailservice.testing.MemoryMessages;
import io.emailservice.testing.TestClock;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A queue of jobs over a pipeline in which everything may fail, all of it decided by one seed: providers, look-ups, the
 * store, the process, the settlement of the job. After a while everything works, and the run goes on to its end.
 */
final class RandomRun {
    /** Neighbouring seeds begin with nearly the same numbers. */
    private static final long SPREAD = 0x9E37_79B9_7F4A_7C15L;

    static final int MAX_ATTEMPTS = 4;
    private static final int CHAOS = 80;
    private static final int ENOUGH = 1_000;
    private static final Duration LOCK = Duration.ofSeconds(30);

    final List<String> history = new ArrayList<>();
    final TestClock clock = TestClock.create();
    final MemoryMessages messages = new MemoryMessages(clock);
    final DeliveryConfig config =
            Configs.delivery("{uncertain: {transactional: resend, bulk: hold, interval: 1m, horizon: 5m}}");
    final RandomProviders providers;
    final List<RandomJob> jobs = new ArrayList<>();

    private final Random random;
    private final Accounts accounts = new Accounts().with("a", "mailgun").with("b", "ses");
    private final Pipeline pipeline;
    private boolean calm;

    RandomRun(long seed) {
        random = new Random(seed * SPREAD);
        providers = new RandomProviders(random, clock, config, history);
        Routing routing = new Routing(List.of(), accounts.byName());
        pipeline = new Pipeline(
                new FlakyMessages(messages, this::fate),
                providers,
                Limits.NONE,
                routing,
                config,
                () -> ActiveHolds.NONE,
                clock,
                random::nextInt);
        for (int i = 0; i < 4; i++) {
            enqueue(i);
        }
    }

    private void enqueue(int number) {
        Stream stream = random.nextBoolean() ? Stream.TRANSACTIONAL : Stream.BULK;
        SendRequest plain = request("key-" + number, stream, oneIn(3) ? "a" : null, List.of());
        Instant start = clock.instant();
        Instant sendAt = oneIn(5) ? start.plusSeconds(60) : null;
        Instant expiresAt = oneIn(5) ? start.plusSeconds(random.nextInt(1_200)) : null;
        SendRequest request = to("r" + number + "@inbox.example.com", between(sendAt, expiresAt, plain));
        jobs.add(new RandomJob("job-" + number, request, start));
        if (oneIn(3)) {
            jobs.add(new RandomJob("twin-" + number, request, start));
        }
        if (oneIn(4)) {
            jobs.add(new RandomJob("other-" + number, saying("Something else", request), start));
        }
    }

    private boolean oneIn(int bound) {
        return random.nextInt(bound) == 0;
    }

    private Fate fate() {
        if (calm || !oneIn(12)) {
            return Fate.WORKS;
        }
        Fate[] all = Fate.values();
        Fate fate = all[random.nextInt(all.length)];
        history.add("  store " + fate);
        return fate;
    }

    /** Runs until every job is over or held for an operator. */
    void toTheEnd() {
        for (int step = 0; step < CHAOS && !open().isEmpty(); step++) {
            disturb();
            deliver(oneIn(8) ? open().get(random.nextInt(open().size())) : next());
        }
        calm = true;
        providers.calmDown();
        accounts.open("a");
        accounts.open("b");
        for (int step = 0; !open().isEmpty(); step++) {
            assertThat(step).as("steps until everything is over").isLessThan(ENOUGH);
            deliver(next());
        }
        providers.advance(clock.instant().plus(Duration.ofHours(1)));
    }

    private void disturb() {
        String account = random.nextBoolean() ? "a" : "b";
        if (oneIn(6)) {
            accounts.close(account);
        } else if (oneIn(3)) {
            accounts.open(account);
        }
        providers.post(messages::taken);
        if (oneIn(40)) {
            messages.suppress("r" + random.nextInt(4) + "@inbox.example.com", "complaint");
        }
    }

    private List<RandomJob> open() {
        return jobs.stream().filter(job -> !job.over()).toList();
    }

    private RandomJob next() {
        return open().stream().min(Comparator.comparing(job -> job.due)).orElseThrow();
    }

    private void deliver(RandomJob job) {
        providers.advance(job.due);
        boolean seenBefore = job.started;
        job.started = true;
        history.add(clock.instant() + " " + job.id + (seenBefore ? " again" : " first"));
        Future<Verdict> answer = pipeline.deliver(job.work(seenBefore, MAX_ATTEMPTS));
        if (!answer.isComplete()) {
            history.add("  stalls");
            job.due = clock.instant().plus(LOCK);
        } else if (!calm && oneIn(6)) {
            history.add("  dies before it settles " + answer.result());
            job.due = clock.instant();
        } else if (answer.succeeded()) {
            settle(job, answer.result());
        } else {
            assertThat(answer.cause()).isInstanceOf(StoreException.class);
            job.due = clock.instant().plusSeconds(1);
        }
    }

    private void settle(RandomJob job, Verdict verdict) {
        history.add("  " + verdict);
        if (verdict instanceof Verdict.Later later) {
            job.attemptsMade += later.counted() ? 1 : 0;
            assertThat(job.attemptsMade).as("counted attempts").isLessThan(MAX_ATTEMPTS);
            job.due = clock.instant().plus(later.delay());
            job.held = calm && later.reason().endsWith("held for an operator");
        } else {
            job.verdict = verdict;
        }
    }

    /** One job of the queue. */
    static final class RandomJob {
        final String id;
        final SendRequest request;
        int attemptsMade;
        boolean started;
        boolean held;
        Instant due;

        @Nullable
        Verdict verdict;

        RandomJob(String id, SendRequest request, Instant due) {
            this.id = id;
            this.request = request;
            this.due = due;
        }

        boolean over() {
            return held || verdict != null;
        }

        Work work(boolean seenBefore, int maxAttempts) {
            Patience patience = new Patience(attemptsMade, maxAttempts, attempt -> Duration.ofSeconds(10L * attempt));
            return new Work(new Submission(request, "{}"), "email", id, seenBefore, patience, null);
        }
    }
}
