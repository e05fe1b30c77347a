package io.emailservice.service;

import io.emailservice.api.Grounds;
import io.emailservice.api.Intake;
import io.emailservice.api.KeyConflict;
import io.emailservice.api.Redriven;
import io.emailservice.intake.IntakeDefaults;
import io.emailservice.intake.SendRequests;
import io.emailservice.message.Problem;
import io.emailservice.message.Stream;
import io.emailservice.message.Submission;
import io.emailservice.store.DeadLetter;
import io.emailservice.store.Redrives;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a new message out of a dead letter, through the intake like any other. Its idempotency key is made of the letter's
 * id, so that a letter becomes one message however often it is asked for. A refused job keeps the key it came with, which
 * no message has: if its producer retries it later, that is the same message. Callable from any context.
 */
final class Redriver {
    private static final Logger LOG = LoggerFactory.getLogger(Redriver.class);

    private final DeadRequests dead;
    private final SendRequests requests;
    private final Intake intake;
    private final Redrives redrives;
    private final Map<String, Stream> streams;
    private final Clock clock;

    Redriver(
            DeadRequests dead,
            SendRequests requests,
            Intake intake,
            Redrives redrives,
            Map<String, Stream> streams,
            Clock clock) {
        this.dead = dead;
        this.requests = requests;
        this.intake = intake;
        this.redrives = redrives;
        this.streams = Map.copyOf(streams);
        this.clock = clock;
    }

    Future<Redriven> redrive(DeadLetter letter, Grounds grounds) {
        return dead.of(letter).compose(kept -> {
            if (!kept.whole()) {
                return refuse(letter, "incomplete", "its request isn't kept as a whole");
            }
            JsonObject json = kept.json();
            Buffer request =
                    json == null ? kept.payload() : renewed(json, letter).toBuffer();
            return request == null
                    ? refuse(letter, "incomplete", "its request isn't kept as a whole")
                    : decode(letter, request, grounds);
        });
    }

    /** A new request of its own: sent now, and neither replaced by newer ones nor replacing them. */
    private static JsonObject renewed(JsonObject request, DeadLetter letter) {
        request.remove("collapseKey");
        request.remove("sendAt");
        return request.put("idempotencyKey", "redrive:" + letter.id());
    }

    private Future<Redriven> decode(DeadLetter letter, Buffer request, Grounds grounds) {
        IntakeDefaults defaults = IntakeDefaults.ofJob(
                letter.queue(), letter.jobId(), streams.getOrDefault(letter.queue(), Stream.TRANSACTIONAL));
        return requests.decode(request.getBytes(), defaults)
                .fold(submission -> accept(letter, submission, grounds), problems -> refuse(letter, problems));
    }

    private Future<Redriven> accept(DeadLetter letter, Submission submission, Grounds grounds) {
        @Nullable Instant expiresAt = submission.request().expiresAt();
        if (expiresAt != null && !expiresAt.isAfter(clock.instant()) && letter.redrivenAs() == null) {
            return refuse(letter, "expired", "it expired at " + expiresAt);
        }
        return intake.accept(submission)
                .compose(accepted -> redrives.add(letter.id(), accepted.messageId(), grounds.reason(), grounds.author())
                        .<Redriven>map(added -> {
                            if (added) {
                                LOG.info("event=redriven letter={} message={}", letter.id(), accepted.messageId());
                            }
                            return new Redriven.As(letter.id(), accepted, !added);
                        }))
                .recover(failure -> failure instanceof KeyConflict conflict
                        ? refuse(letter, "key_used", String.valueOf(conflict.getMessage()))
                        : Future.failedFuture(failure));
    }

    private static Future<Redriven> refuse(DeadLetter letter, List<Problem> problems) {
        return refuse(
                letter,
                "invalid",
                "its request breaks rules: "
                        + problems.stream().map(Problem::toString).collect(Collectors.joining("; ")));
    }

    private static Future<Redriven> refuse(DeadLetter letter, String cause, String detail) {
        return Future.succeededFuture(new Redriven.Refused(letter.id(), cause, detail));
    }
}
