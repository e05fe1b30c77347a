package io.emailservice.api;

import io.emailservice.message.Problem;
import io.emailservice.message.Submission;
import io.emailservice.message.Uuid7;
import io.emailservice.ops.ThrottledLog;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Receives send requests from every entrance: decodes, checks the tenant, stores. The number of requests being stored is
 * limited, and each has a deadline. Safe from any event loop.
 */
public final class Reception {
    private final ApiConfig config;
    private final RequestDecoder decoder;
    private final Intake intake;
    private final ApiMetrics metrics;
    private final Uuid7 ids;
    private final ThrottledLog log;
    private final AtomicInteger inFlight = new AtomicInteger();

    public Reception(ApiConfig config, RequestDecoder decoder, Intake intake, ApiMetrics metrics, Clock clock) {
        this.config = config;
        this.decoder = decoder;
        this.intake = intake;
        this.metrics = metrics;
        this.ids = new Uuid7(clock);
        this.log = new ThrottledLog(LoggerFactory.getLogger(Reception.class), clock, Duration.ofSeconds(10));
    }

    /**
     * Never fails.
     *
     * @param header idempotency key beside the body, or null: then the body's own counts, or a new one is made
     */
    Future<Received> receive(String entrance, Caller caller, byte[] json, @Nullable String header) {
        return receive(entrance, caller, json, header == null ? entrance + ':' + ids.next() : header, header);
    }

    /** Like {@link #receive}, for one of many requests beside one key: each gets that key and its place. */
    Future<Received> receiveOneOf(String entrance, Caller caller, byte[] json, @Nullable String header, int place) {
        return receive(
                entrance, caller, json, (header == null ? entrance + ':' + ids.next() : header + ':' + place), null);
    }

    private Future<Received> receive(
            String entrance, Caller caller, byte[] json, String fallback, @Nullable String required) {
        return decoder.decode(json, caller.defaultTenant(), fallback)
                .<Future<Received>>fold(
                        submission -> take(caller, submission, required),
                        problems -> Future.succeededFuture(new Received.Invalid(problems)))
                .onSuccess(received -> metrics.answered(entrance, received.code()));
    }

    private Future<Received> take(Caller caller, Submission submission, @Nullable String required) {
        if (required != null && !required.equals(submission.request().idempotencyKey())) {
            Problem differs = new Problem("/idempotencyKey", "must be the same as in the Idempotency-Key header");
            return Future.succeededFuture(new Received.Invalid(List.of(differs)));
        }
        if (!caller.mayActFor(submission.request().tenant())) {
            return refuse(403, "this API key may not act for the tenant of the request");
        }
        if (inFlight.incrementAndGet() > config.maxInFlight()) {
            inFlight.decrementAndGet();
            return refuse(503, "too many requests are being stored; try again");
        }
        return store(submission);
    }

    /** The place in flight is given back when storing really ends, which may be after the caller's deadline. */
    private Future<Received> store(Submission submission) {
        return accept(submission)
                .onComplete(done -> inFlight.decrementAndGet())
                .timeout(config.answerTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .<Received>map(Received.Taken::new)
                .recover(failure -> {
                    if (failure instanceof KeyConflict conflict) {
                        return refuse(409, String.valueOf(conflict.getMessage()));
                    }
                    log.warn("store", "event=request_not_stored error=" + failure);
                    return refuse(503, "the request could not be stored; repeat it with the same idempotency key");
                });
    }

    private Future<Accepted> accept(Submission submission) {
        try {
            return intake.accept(submission);
        } catch (RuntimeException bug) {
            return Future.failedFuture(bug);
        }
    }

    private static Future<Received> refuse(int code, String detail) {
        return Future.succeededFuture(new Received.Refused(code, detail));
    }
}
