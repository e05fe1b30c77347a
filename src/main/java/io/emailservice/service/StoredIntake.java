package io.emailservice.service;

import io.emailservice.api.Accepted;
import io.emailservice.api.Intake;
import io.emailservice.api.KeyConflict;
import io.emailservice.message.MessageState;
import io.emailservice.message.SendRequest;
import io.emailservice.message.Stream;
import io.emailservice.message.Submission;
import io.emailservice.message.Uuid7;
import io.emailservice.store.Claim;
import io.emailservice.store.MessageWatch;
import io.emailservice.store.Messages;
import io.emailservice.store.NewMessage;
import io.emailservice.store.Opening;
import io.emailservice.store.StoredMessage;
import io.emailservice.store.UsedKey;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes requests of HTTP and the bus: stores the message, then enqueues a job that carries its id, so that everything
 * goes one path from there. The caller hears "accepted" once it is stored: a job that Redis doesn't take now is added by
 * the sweeper, as are those of messages that are scheduled for later.
 */
final class StoredIntake implements Intake {
    private static final Logger LOG = LoggerFactory.getLogger(StoredIntake.class);
    /** A Redis that hangs must not keep callers waiting. */
    private static final Duration ENQUEUE_WITHIN = Duration.ofSeconds(2);

    private final Messages messages;
    private final StoredJobs jobs;
    private final MessageWatch watch;
    private final Map<Stream, String> queues;
    private final Duration lead;
    private final Uuid7 ids;
    private final Clock clock;

    /**
     * Makes the intake.
     *
     * @param queues the queue of each stream
     * @param lead how long before its time a scheduled message gets its job
     */
    StoredIntake(
            Messages messages,
            StoredJobs jobs,
            MessageWatch watch,
            Map<Stream, String> queues,
            Duration lead,
            Clock clock) {
        this.messages = messages;
        this.jobs = jobs;
        this.watch = watch;
        this.queues = Map.copyOf(queues);
        this.lead = lead;
        this.ids = new Uuid7(clock);
        this.clock = clock;
    }

    @Override
    public Future<Accepted> accept(Submission submission) {
        SendRequest request = submission.request();
        UUID id = ids.next();
        String queue = Objects.requireNonNull(queues.get(request.stream()), "no queue carries this stream");
        Opening waiting = new Opening.Waiting(opened(request), request.sendAt());
        return messages.claim(new NewMessage(id, submission, queue, id.toString(), waiting))
                .compose(claim -> accepted(claim, id, queue, submission));
    }

    private static MessageState opened(SendRequest request) {
        return request.sendAt() == null ? MessageState.QUEUED : MessageState.SCHEDULED;
    }

    private Future<Accepted> accepted(Claim claim, UUID id, String queue, Submission submission) {
        if (claim instanceof Claim.Stored stored) {
            return enqueue(id, queue, submission).map(new Accepted(id, stored.state(), false));
        }
        if (claim instanceof Claim.Stopped stopped) {
            return Future.succeededFuture(new Accepted(id, stopped.state(), false));
        }
        Claim.Existing existing = (Claim.Existing) claim;
        StoredMessage first = existing.first();
        if (!existing.sameRequest()) {
            return UsedKey.said(messages, first, submission)
                    .compose(said -> Future.failedFuture(new KeyConflict(said)));
        }
        Accepted duplicate = new Accepted(first.id(), firstAnswer(first, submission.request()), true);
        boolean waits = first.attempt() == 0 && !first.state().jobIsOver() && isOurs(first);
        return waits ? enqueue(first.id(), queue, submission).map(duplicate) : Future.succeededFuture(duplicate);
    }

    /** Whether it came through here. */
    private static boolean isOurs(StoredMessage message) {
        return message.jobId().equals(message.id().toString());
    }

    /** What was answered when the message was stored; where nobody was answered, because a job brought it, its state. */
    private static MessageState firstAnswer(StoredMessage first, SendRequest same) {
        boolean untouched = first.attempt() == 0 && first.updatedAt().equals(first.createdAt());
        return untouched || !isOurs(first) ? first.state() : opened(same);
    }

    /** Never fails: it is stored. */
    private Future<Void> enqueue(UUID id, String queue, Submission submission) {
        SendRequest request = submission.request();
        Instant now = clock.instant();
        Instant sendAt = request.sendAt() == null ? now : request.sendAt();
        if (sendAt.isAfter(now.plus(lead))) {
            return Future.succeededFuture();
        }
        return jobs.add(
                        id,
                        queue,
                        StoredRequest.of(submission.document(), request.content(), request.attachments())
                                .toBuffer(),
                        sendAt)
                .timeout(ENQUEUE_WITHIN.toMillis(), TimeUnit.MILLISECONDS)
                .recover(later -> watch.add(id, now))
                .recover(missed -> {
                    LOG.debug("event=enqueue_later message={} reason={}", id, missed.toString());
                    return Future.succeededFuture();
                });
    }
}
