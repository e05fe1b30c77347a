package io.emailservice.delivery;

import io.emailservice.limit.Limits;
import io.emailservice.message.ActiveHolds;
import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.Hold;
import io.emailservice.message.MessageState;
import io.emailservice.message.Outcome;
import io.emailservice.message.RenderedMessage;
import io.emailservice.message.SendRequest;
import io.emailservice.message.Uuid7;
import io.emailservice.store.Claim;
import io.emailservice.store.Messages;
import io.emailservice.store.NewMessage;
import io.emailservice.store.Opening;
import io.emailservice.store.Proof;
import io.emailservice.store.Reopen;
import io.emailservice.store.StoredMessage;
import io.emailservice.store.UsedKey;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;

/**
 * The life of one message. A new one is routed and rendered first and then stored together with its open attempt, in
 * one statement, right before the call; so a message that can't be rendered costs no attempt, and one that was called
 * is always known. A message that is already stored goes on from where it stands.
 *
 * <p>Owned by the event loop of the {@link DeliveryVerticle}.
 */
final class Pipeline {
    private static final Failure PROCESS_DIED = new Failure(
            FailureClass.UNKNOWN,
            "process_died",
            "the process that made the attempt ended before it wrote the outcome");

    private final Messages messages;
    private final Links links;
    private final Limits limits;
    private final Passage passage;
    private final Retry retry;
    private final Settler settler;
    private final DeliveryConfig config;
    private final Supplier<ActiveHolds> holds;
    private final Uuid7 ids;
    private final Clock clock;
    private final IntUnaryOperator chance;

    Pipeline(
            Messages messages,
            Links links,
            Limits limits,
            Routing routing,
            DeliveryConfig config,
            Supplier<ActiveHolds> holds,
            Clock clock,
            IntUnaryOperator chance) {
        this.messages = messages;
        this.links = links;
        this.limits = limits;
        this.passage = new Passage(routing, limits, holds, config, clock, chance);
        this.retry = new Retry(config);
        this.settler = new Settler(links, messages, config, clock);
        this.config = config;
        this.holds = holds;
        this.ids = new Uuid7(clock);
        this.clock = clock;
        this.chance = chance;
    }

    /** A failed future means that we broke; nothing is said about the message then. */
    Future<Verdict> deliver(Work work) {
        SendRequest request = work.submission().request();
        Instant sendAt = request.sendAt();
        if (sendAt != null && sendAt.isAfter(clock.instant())) {
            return later(Duration.between(clock.instant(), sendAt), "scheduled");
        }
        if (!work.seenBefore()) {
            return first(work);
        }
        // Whether another job's message is the same request only the claim can tell.
        return messages.find(request.tenant(), request.idempotencyKey())
                .compose(found -> found.filter(stored -> ours(work, stored))
                        .map(stored -> goOn(work, stored))
                        .orElseGet(() -> work.lost() == null ? first(work) : lost(work, work.lost())));
    }

    /** Nobody knows why such a job gets lost again and again: it may be what breaks us. Its message ends as failed. */
    private Future<Verdict> lost(Work work, String reason) {
        return end(work, ids.next(), new Failure(FailureClass.UNKNOWN, "job_lost", reason));
    }

    /**
     * Ends a job that broke us too often, and its message with it. A message that the provider may have is settled
     * before: its job waits.
     */
    Future<Verdict> giveUp(Work work, Failure failure) {
        SendRequest request = work.submission().request();
        return messages.find(request.tenant(), request.idempotencyKey())
                .compose(found -> found.filter(stored -> ours(work, stored))
                        .map(stored -> giveUp(work, stored, failure))
                        .orElseGet(() -> end(work, ids.next(), failure)));
    }

    private Future<Verdict> giveUp(Work work, StoredMessage stored, Failure failure) {
        if (stored.state() == MessageState.SENDING || stored.state() == MessageState.UNCERTAIN) {
            return later(config.settleInterval(), failure.toString());
        }
        return stored.state().jobIsOver() ? goOn(work, stored) : fail(stored, failure);
    }

    private Future<Verdict> first(Work work) {
        UUID id = ids.next();
        Hold hold = holds.get().over(work.submission().request(), clock.instant());
        if (hold != null) {
            return keep(work, id, hold);
        }
        return passage.through(work, Set.of(), failure -> end(work, id, failure), pass -> Ready.make(
                        links, work.submission().request(), id)
                .compose(ready -> ready.failure() != null
                        ? end(work, id, ready.failure())
                        : openUnlessHeld(work, id, pass, ready)));
    }

    /** Stores a message that a hold stops before its first attempt. */
    private Future<Verdict> keep(Work work, UUID id, Hold hold) {
        Opening opening = hold.cancels()
                ? new Opening.Ended(MessageState.CANCELLED, hold.cancelled())
                : new Opening.Waiting(MessageState.QUEUED, null);
        Verdict verdict = hold.cancels()
                ? new Verdict.Done(id, MessageState.CANCELLED, null, null, false)
                : new Verdict.Later(lookAgainAfter(hold), false, hold.said());
        return messages.claim(new NewMessage(id, work.submission(), work.queue(), work.jobId(), opening))
                .compose(claim -> claim instanceof Claim.Stored
                        ? Future.succeededFuture(verdict)
                        : withoutAttempt(work, id, claim));
    }

    private Future<Verdict> openUnlessHeld(Work work, UUID id, Pass pass, Ready ready) {
        Hold hold = holds.get().over(work.submission().request(), ready.templateVersion(), clock.instant());
        return hold == null ? open(work, id, pass, ready.rendered()) : keep(work, id, hold);
    }

    /** Stores the message with its first attempt, then calls. */
    private Future<Verdict> open(Work work, UUID id, Pass pass, RenderedMessage rendered) {
        Opening opening = new Opening.Sending(pass.account());
        Instant callBefore = callBefore();
        return messages.claim(new NewMessage(id, work.submission(), work.queue(), work.jobId(), opening))
                .compose(claim -> attempt(
                        claim,
                        pass,
                        number -> new Attempt(work, id, number, pass.via(), rendered, callBefore, Set.of()),
                        work,
                        id));
    }

    /** Stores a message that ends before any attempt. */
    private Future<Verdict> end(Work work, UUID id, Failure failure) {
        Opening ended = new Opening.Ended(MessageState.FAILED, failure);
        return messages.claim(new NewMessage(id, work.submission(), work.queue(), work.jobId(), ended))
                .compose(claim -> claim instanceof Claim.Stored
                        ? Future.succeededFuture(new Verdict.Dead(failure.toString()))
                        : withoutAttempt(work, id, claim));
    }

    /** Taken before the attempt is opened: what holds us up after that is counted, whatever it is. */
    private Instant callBefore() {
        return clock.instant().plus(config.callWithin());
    }

    /** Calls the account if the attempt is ours. */
    private Future<Verdict> attempt(Claim claim, Pass pass, IntFunction<Attempt> numbered, Work work, UUID id) {
        if (claim instanceof Claim.Opened opened) {
            Attempt attempt = numbered.apply(opened.attempt());
            return links.send(pass.account(), attempt.outgoing())
                    .recover(lost -> Future.succeededFuture(new Outcome.Unknown(
                            new Failure(FailureClass.UNKNOWN, "no_answer", String.valueOf(lost.getMessage())))))
                    .compose(outcome -> {
                        note(pass, outcome);
                        return conclude(attempt, outcome);
                    });
        }
        return withoutAttempt(work, id, claim);
    }

    private void note(Pass pass, Outcome outcome) {
        if (!(outcome instanceof Outcome.NotTried)) {
            pass.use();
        }
        if (outcome instanceof Outcome.Throttled) {
            limits.throttled(pass.account());
        }
    }

    private Future<Verdict> withoutAttempt(Work work, UUID id, Claim claim) {
        if (claim instanceof Claim.Stopped stopped) {
            return Future.succeededFuture(new Verdict.Done(id, stopped.state(), null, null, false));
        }
        if (claim instanceof Claim.Existing existing) {
            return known(work, existing);
        }
        throw new IllegalStateException("the store gave an answer to another question: " + claim);
    }

    private Future<Verdict> conclude(Attempt attempt, Outcome outcome) {
        Set<String> tried = new HashSet<>(attempt.tried());
        tried.add(attempt.via().account().name());
        Step step = retry.after(outcome, attempt.work().patience(), () -> passage.isOpen(attempt.request(), tried));
        return messages.settle(Transitions.of(attempt, step, clock.instant())).compose(settled -> {
            if (!settled) {
                return outcome instanceof Outcome.Accepted taken
                        ? keepProof(attempt, taken)
                        : Future.succeededFuture(overtaken());
            }
            if (step.failOver()) {
                return failOver(attempt, tried);
            }
            Verdict verdict = verdict(attempt, step);
            return step.to() == MessageState.UNCERTAIN
                    ? byFeedback(attempt.work(), attempt.id(), () -> Future.succeededFuture(verdict))
                    : Future.succeededFuture(verdict);
        });
    }

    /** The message went on without this answer, which still proves that the provider has it. */
    private Future<Verdict> keepProof(Attempt attempt, Outcome.Accepted taken) {
        String account = attempt.via().account().name();
        return messages.keepProof(new Proof(attempt.id(), attempt.number(), account, taken.providerMessageId()))
                .map(kept -> overtaken());
    }

    /** What is kept of a message's feedback may tell that it is over; nothing else needs to be found out then. */
    private Future<Verdict> byFeedback(Work work, UUID id, Supplier<Future<Verdict>> otherwise) {
        return messages.settleByFeedback(id)
                .compose(over ->
                        over ? messages.byId(id).compose(found -> goOn(work, found.orElseThrow())) : otherwise.get());
    }

    /** At once through another account, with what is already rendered. */
    private Future<Verdict> failOver(Attempt failed, Set<String> tried) {
        return passage.through(
                failed.work(),
                tried,
                failure -> later(config.closedLaneDelay(), failure.toString()),
                pass -> reopen(failed.work(), failed.id(), failed.number(), pass, failed.rendered(), tried));
    }

    /** Opens the attempt after the given one and makes it, unless somebody else moved the message. */
    private Future<Verdict> reopen(
            Work work, UUID id, int number, Pass pass, RenderedMessage rendered, Set<String> tried) {
        Hold hold = holds.get().over(work.submission().request(), clock.instant());
        if (hold != null) {
            return later(lookAgainAfter(hold), hold.said());
        }
        Instant callBefore = callBefore();
        return messages.reopen(new Reopen(id, number, pass.account()))
                .compose(claim -> claim instanceof Claim.Existing moved
                                && !moved.first().state().jobIsOver()
                        ? byFeedback(work, id, () -> Future.succeededFuture(overtaken()))
                        : attempt(
                                claim,
                                pass,
                                opened -> new Attempt(work, id, opened, pass.via(), rendered, callBefore, tried),
                                work,
                                id));
    }

    private static Verdict verdict(Attempt attempt, Step step) {
        Failure failure = step.failure();
        if (failure == null) {
            return new Verdict.Done(
                    attempt.id(), step.to(), attempt.via().account().name(), step.providerMessageId(), false);
        }
        return step.to().terminal()
                ? new Verdict.Dead(failure.toString())
                : new Verdict.Later(step.delay(), step.counted(), failure.toString());
    }

    private Future<Verdict> known(Work work, Claim.Existing existing) {
        return existing.sameRequest()
                ? goOn(work, existing.first())
                : UsedKey.said(messages, existing.first(), work.submission())
                        .map(said -> new Verdict.Dead("content idempotency_conflict: /idempotencyKey: " + said));
    }

    /** Goes on with a message that is stored. */
    private Future<Verdict> goOn(Work work, StoredMessage stored) {
        boolean ours = ours(work, stored);
        if (stored.state() == MessageState.FAILED || stored.state() == MessageState.REJECTED) {
            return Future.succeededFuture(new Verdict.Dead(String.valueOf(stored.failure())));
        }
        if (stored.state().jobIsOver() || !ours) {
            return Future.succeededFuture(new Verdict.Done(
                    stored.id(), stored.state(), stored.provider(), stored.providerMessageId(), !ours));
        }
        return switch (stored.state()) {
            case SENDING ->
                messages.settle(Transitions.of(stored, Step.uncertain(PROCESS_DIED, Duration.ZERO)))
                        .compose(marked -> marked
                                ? messages.byId(stored.id()).compose(found -> settle(work, found.orElseThrow()))
                                : Future.succeededFuture(overtaken()));
            case UNCERTAIN -> settle(work, stored);
            default -> retry(work, stored);
        };
    }

    /** Its own job, or the one that the sweeper made for it. */
    private static boolean ours(Work work, StoredMessage stored) {
        return (stored.queue().equals(work.queue()) && stored.jobId().equals(work.jobId()))
                || stored.id().toString().equals(work.jobId());
    }

    /** Finds out what became of an attempt before anything else is done: by what we know already, else from the provider. */
    private Future<Verdict> settle(Work work, StoredMessage stored) {
        return byFeedback(work, stored.id(), () -> ask(work, stored));
    }

    private Future<Verdict> ask(Work work, StoredMessage stored) {
        return settler.ask(stored).compose(finding -> {
            Step step = finding.step();
            if (step == null) {
                return later(finding.delay(), finding.reason());
            }
            if (finding.resend()) {
                return messages.settle(Transitions.of(stored, step))
                        .compose(settled -> settled ? retry(work, stored) : Future.succeededFuture(overtaken()));
            }
            Verdict sent = new Verdict.Done(stored.id(), step.to(), stored.provider(), step.providerMessageId(), false);
            return write(stored, step, sent);
        });
    }

    /** A further attempt of a stored message. */
    private Future<Verdict> retry(Work work, StoredMessage stored) {
        Hold hold = holds.get().over(work.submission().request(), clock.instant());
        if (hold != null) {
            return stop(stored, hold);
        }
        return passage.through(work, Set.of(), failure -> fail(stored, failure), pass -> Ready.make(
                        links, work.submission().request(), stored.id())
                .compose(ready -> ready.failure() != null
                        ? fail(stored, ready.failure())
                        : reopenUnlessHeld(work, stored, pass, ready)));
    }

    private Future<Verdict> reopenUnlessHeld(Work work, StoredMessage stored, Pass pass, Ready ready) {
        Hold hold = holds.get().over(work.submission().request(), ready.templateVersion(), clock.instant());
        return hold == null
                ? reopen(work, stored.id(), stored.attempt(), pass, ready.rendered(), Set.of())
                : stop(stored, hold);
    }

    /** A hold stands in the way of a stored message: it waits as it is, or ends. */
    private Future<Verdict> stop(StoredMessage stored, Hold hold) {
        return hold.cancels()
                ? write(
                        stored,
                        Step.cancelled(hold.cancelled()),
                        new Verdict.Done(stored.id(), MessageState.CANCELLED, stored.provider(), null, false))
                : later(lookAgainAfter(hold), hold.said());
    }

    private Duration lookAgainAfter(Hold hold) {
        return Held.lookAgainAfter(hold, clock.instant(), chance);
    }

    private Future<Verdict> fail(StoredMessage stored, Failure failure) {
        return write(stored, Step.failed(failure), new Verdict.Dead(failure.toString()));
    }

    private Future<Verdict> write(StoredMessage stored, Step step, Verdict verdict) {
        return messages.settle(Transitions.of(stored, step)).map(settled -> settled ? verdict : overtaken());
    }

    /** Somebody else wrote a newer state: look again soon. */
    private Verdict overtaken() {
        return new Verdict.Later(config.closedLaneDelay(), false, "somebody else moved the message");
    }

    private static Future<Verdict> later(Duration delay, String reason) {
        return Future.succeededFuture(new Verdict.Later(delay, false, reason));
    }
}
