package io.emailservice.delivery;

import io.emailservice.message.MessageState;
import io.emailservice.store.MessageWatch.Look;
import io.emailservice.store.StoredMessage;
import java.time.Duration;
import java.time.Instant;

/** Until when a message must have moved, by its state, and when to look at it. Pure. */
final class Deadlines {
    private final SweepConfig config;
    private final Duration settleHorizon;

    /** @param settleHorizon how long a message may stay uncertain by rights */
    Deadlines(SweepConfig config, Duration settleHorizon) {
        this.config = config;
        this.settleHorizon = settleHorizon;
    }

    /** Whether it must have a job now: one that is scheduled for later gets it shortly before. */
    boolean needsJob(StoredMessage message, Instant now) {
        return message.state() != MessageState.SCHEDULED || !rest(message).isAfter(now.plus(config.lead()));
    }

    /** What is written down of a look at a message that isn't over. */
    Look look(StoredMessage message, Instant now) {
        Instant rest = rest(message);
        if (!needsJob(message, now)) {
            return new Look(message.id(), message.state(), rest.minus(config.lead()), null);
        }
        Instant deadline = rest.plus(config.after());
        if (message.state() == MessageState.UNCERTAIN) {
            deadline = deadline.plus(settleHorizon);
        }
        Instant next = (rest.isAfter(now) ? rest : now).plus(config.after());
        return new Look(message.id(), message.state(), next, deadline.isBefore(now) ? deadline : null);
    }

    /** Since or until when it rests by rights. */
    private static Instant rest(StoredMessage message) {
        Instant next = message.nextAttemptAt();
        return next != null && next.isAfter(message.updatedAt()) ? next : message.updatedAt();
    }
}
