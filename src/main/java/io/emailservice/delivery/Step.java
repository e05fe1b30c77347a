package io.emailservice.delivery;

import io.emailservice.message.EventType;
import io.emailservice.message.Failure;
import io.emailservice.message.MessageState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The step a message takes after an attempt: its new state, the event that tells it, and what comes next.
 *
 * @param providerMessageId set if the provider took it
 * @param failure why it was not taken, or null
 * @param delay wait before the next look at it; zero if it is over or goes on at once
 * @param counted whether one of the job's attempts is used up
 * @param failOver go on at once with another account; certain that nothing was sent
 * @param how what settled it, where it was uncertain before; else null
 */
record Step(
        MessageState to,
        EventType event,
        @Nullable String providerMessageId,
        @Nullable Failure failure,
        Duration delay,
        boolean counted,
        boolean failOver,
        @Nullable Settled how) {

    /** The provider has it. */
    static Step sent(@Nullable String providerMessageId) {
        return new Step(
                MessageState.SENT, EventType.MESSAGE_SENT, providerMessageId, null, Duration.ZERO, false, false, null);
    }

    /** It will never be taken. */
    static Step rejected(Failure failure) {
        return new Step(
                MessageState.REJECTED, EventType.MESSAGE_REJECTED, null, failure, Duration.ZERO, false, false, null);
    }

    /** No attempts are left, or it can't be made ready to send. */
    static Step failed(Failure failure) {
        return new Step(
                MessageState.FAILED, EventType.MESSAGE_FAILED, null, failure, Duration.ZERO, false, false, null);
    }

    /** A hold ended it. */
    static Step cancelled(Failure failure) {
        return new Step(
                MessageState.CANCELLED, EventType.MESSAGE_CANCELLED, null, failure, Duration.ZERO, false, false, null);
    }

    /** At once through another account. */
    static Step failOver(Failure failure) {
        return new Step(
                MessageState.DEFERRED, EventType.MESSAGE_DEFERRED, null, failure, Duration.ZERO, false, true, null);
    }

    /** After a while, through whatever account is open then. */
    static Step again(Failure failure, Duration delay, boolean counted) {
        return new Step(MessageState.DEFERRED, EventType.MESSAGE_DEFERRED, null, failure, delay, counted, false, null);
    }

    /** The provider may have it: look it up before anything else. */
    static Step uncertain(Failure failure, Duration delay) {
        return new Step(MessageState.UNCERTAIN, EventType.MESSAGE_UNCERTAIN, null, failure, delay, false, false, null);
    }

    /** The same, settled by this. */
    Step settled(Settled by) {
        return new Step(to, event, providerMessageId, failure, delay, counted, failOver, by);
    }
}
