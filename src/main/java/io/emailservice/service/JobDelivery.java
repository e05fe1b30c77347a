package io.emailservice.service;

import io.emailservice.delivery.DeliveryConfig;
import io.emailservice.delivery.DeliveryVerticle;
import io.emailservice.delivery.Patience;
import io.emailservice.delivery.Verdict;
import io.emailservice.delivery.Work;
import io.emailservice.intake.IntakeDefaults;
import io.emailservice.intake.SendRequests;
import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.Problem;
import io.emailservice.message.Stream;
import io.emailservice.message.Submission;
import io.emailservice.queue.Job;
import io.emailservice.queue.JobHandler;
import io.emailservice.queue.Settlement;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Between queue and delivery: a job becomes work, a verdict becomes a settlement. Runs on the poller's event loop.
 *
 * <p>Whoever doesn't answer (the store is away, a deadline is over) decides nothing about a job: it comes back, no attempt
 * is counted, and the store says then where its message stands.
 */
final class JobDelivery implements JobHandler {
    /** Name of the jobs whose message was stored before they were enqueued; their id is the message's. */
    static final String STORED = "stored";

    private final Vertx vertx;
    private final SendRequests requests;
    private final Map<String, Stream> streams;
    private final DeliveryConfig config;
    private final Refusals refusals;
    private final Duration answerWithin;

    /** A job that can't be read is kept for those who look into the store. */
    interface Refusals {
        Future<Void> add(String queue, String jobId, Failure failure, Buffer payload);
    }

    /**
     * Makes the handler.
     *
     * @param answerWithin longest time a delivery takes: beyond it the job is taken for broken
     */
    JobDelivery(
            Vertx vertx,
            SendRequests requests,
            Map<String, Stream> streams,
            DeliveryConfig config,
            Refusals refusals,
            Duration answerWithin) {
        this.vertx = vertx;
        this.requests = requests;
        this.streams = Map.copyOf(streams);
        this.config = config;
        this.refusals = refusals;
        this.answerWithin = answerWithin;
    }

    @Override
    public Future<Settlement> handle(Job job) {
        return handle(job, null);
    }

    /** What is stored goes on, for it was lost with its worker; what isn't, is stored as failed. */
    @Override
    public Future<Settlement> handleLost(Job job, String reason) {
        return handle(job, reason);
    }

    private Future<Settlement> handle(Job job, @Nullable String lost) {
        Stream stream = Objects.requireNonNull(streams.get(job.queue()), job.queue());
        IntakeDefaults defaults = IntakeDefaults.ofJob(job.queue(), job.id(), stream);
        return requests.decode(job.data().getBytes(), defaults)
                .<Future<Settlement>>fold(
                        submission -> deliver(job, submission, lost), problems -> refuse(job, problems))
                .recover(unanswered -> Future.succeededFuture(
                        new Settlement.Delay(config.closedLaneDelay(), "internal: " + unanswered.getMessage())));
    }

    private Future<Settlement> deliver(Job job, Submission submission, @Nullable String lost) {
        boolean seenBefore = lost != null
                || job.attemptsStarted() > 1
                || job.stalledCount() > 0
                || job.name().equals(STORED);
        Work work = new Work(submission, job.queue(), job.id(), seenBefore, patience(job), lost);
        return DeliveryVerticle.WORK.ask(vertx, work, answerWithin).map(JobDelivery::settlement);
    }

    private Future<Settlement> refuse(Job job, List<Problem> problems) {
        Failure failure = new Failure(
                FailureClass.CONTENT,
                "malformed_request",
                problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
        return refusals.add(job.queue(), job.id(), failure, job.data())
                .map(kept -> new Settlement.Fail(failure.toString()));
    }

    /** What the job says about trying, and our own rules where it says nothing. */
    private Patience patience(Job job) {
        int attempts = job.options().attempts();
        return new Patience(
                job.attemptsMade(),
                attempts > 0 ? attempts : config.attempts(),
                attempt -> job.options().backoff().delayMillis() > 0
                        ? Duration.ofMillis(
                                job.options().backoff().delayAfter(attempt, () -> ThreadLocalRandom.current()
                                        .nextDouble()))
                        : config.backoffAfter(
                                attempt, ThreadLocalRandom.current().nextDouble()));
    }

    private static Settlement settlement(Verdict verdict) {
        if (verdict instanceof Verdict.Done done) {
            return new Settlement.Complete(returnValue(done));
        }
        if (verdict instanceof Verdict.Dead dead) {
            return new Settlement.Fail(dead.reason());
        }
        Verdict.Later later = (Verdict.Later) verdict;
        return later.counted()
                ? new Settlement.Retry(later.reason(), later.delay())
                : new Settlement.Delay(later.delay(), later.reason());
    }

    private static String returnValue(Verdict.Done done) {
        JsonObject value = new JsonObject()
                .put("messageId", done.messageId().toString())
                .put("status", done.state().wire())
                .put("provider", done.provider())
                .put("providerMessageId", done.providerMessageId());
        if (done.duplicate()) {
            value.put("duplicate", true);
        }
        return value.encode();
    }
}
