package io.emailservice.service;

import io.emailservice.api.Accepted;
import io.emailservice.api.Intake;
import io.emailservice.api.KeyConflict;
import io.emailservice.message.Content;
import io.emailservice.message.MessageState;
import io.emailservice.message.SendRequest;
import io.emailservice.message.Stream;
import io.emailservice.message.Submission;
import io.emailservice.message.Uuid7;
import io.emailservice.queue.JobOptions;
import io.emailservice.queue.JobProducer;
import io.emailservice.queue.NewJob;
import io.emailservice.store.Claim;
import io.emailservice.store.Messages;
import io.emailservice.store.NewMessage;
import io.emailservice.store.Opening;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * Takes requests of HTTP and the bus: stores the message, then enqueues a job that carries its id, so that everything
 * goes one path from there. The caller hears "accepted" once it is stored; a job that Redis doesn't take then is said in
 * the answer as a failure, and the same request may be repeated with its key.
 */
final class StoredIntake implements Intake {
    private final Messages messages;
    private final JobProducer producer;
    private final Map<Stream, String> queues;
    private final Uuid7 ids;

    /**
     * Makes the intake.
     *
     * @param queues the queue of each stream
     */
    StoredIntake(Messages messages, JobProducer producer, Map<Stream, String> queues, Clock clock) {
        this.messages = messages;
        this.producer = producer;
        this.queues = Map.copyOf(queues);
        this.ids = new Uuid7(clock);
    }

    @Override
    public Future<Accepted> accept(Submission submission) {
        SendRequest request = submission.request();
        UUID id = ids.next();
        String queue = Objects.requireNonNull(queues.get(request.stream()), "no queue carries this stream");
        MessageState state = request.sendAt() == null ? MessageState.QUEUED : MessageState.SCHEDULED;
        Opening waiting = new Opening.Waiting(state, request.sendAt());
        return messages.claim(new NewMessage(id, submission, queue, id.toString(), waiting))
                .compose(claim -> accepted(claim, id, queue, submission));
    }

    private Future<Accepted> accepted(Claim claim, UUID id, String queue, Submission submission) {
        if (claim instanceof Claim.Stored stored) {
            return enqueue(id, queue, submission).map(new Accepted(id, stored.state(), false));
        }
        if (claim instanceof Claim.Stopped stopped) {
            return Future.succeededFuture(new Accepted(id, stopped.state(), false));
        }
        Claim.Existing existing = (Claim.Existing) claim;
        UUID first = existing.first().id();
        if (!existing.sameRequest()) {
            return Future.failedFuture(new KeyConflict(first));
        }
        Accepted duplicate = new Accepted(first, existing.first().state(), true);
        boolean waits =
                existing.first().attempt() == 0 && existing.first().jobId().equals(first.toString());
        return waits ? enqueue(first, queue, submission).map(duplicate) : Future.succeededFuture(duplicate);
    }

    /** A known job id adds nothing, so enqueueing again after a lost answer is harmless. */
    private Future<Void> enqueue(UUID id, String queue, Submission submission) {
        JobOptions options = JobOptions.DEFAULTS.withJobId(id.toString());
        NewJob job = new NewJob(JobDelivery.STORED, document(submission).toBuffer(), options);
        return producer.add(queue, job).mapEmpty();
    }

    /** The whole request again: the document leaves contents out. */
    private static JsonObject document(Submission submission) {
        SendRequest request = submission.request();
        JsonObject document = new JsonObject(submission.document());
        Content content = request.content();
        if (content != null) {
            document.put(
                    "content",
                    new JsonObject()
                            .put("subject", content.subject())
                            .put("html", content.html())
                            .put("text", content.text()));
        }
        if (!request.attachments().isEmpty()) {
            JsonArray attachments = new JsonArray();
            request.attachments()
                    .forEach(attachment -> attachments.add(new JsonObject()
                            .put("filename", attachment.filename())
                            .put("contentType", attachment.contentType())
                            .put("content", attachment.base64())));
            document.put("attachments", attachments);
        }
        return document;
    }
}
