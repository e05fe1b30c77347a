package io.emailservice.store;

import io.emailservice.message.Failure;
import io.emailservice.message.MessageState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What happens to a new message in the statement that stores it. */
public sealed interface Opening {
    /** The state in which it is stored, unless it is suppressed or expired. */
    MessageState state();

    /** The account that attempt 1 goes to, or null if no attempt is opened. */
    @Nullable
    String provider();

    /** Why it ended, or null if it goes on. */
    @Nullable
    Failure failure();

    /** Not to be tried before, or null for at once. */
    @Nullable
    Instant notBefore();

    /** Attempt 1 is opened: the provider is called next. */
    record Sending(String provider) implements Opening {
        @Override
        public MessageState state() {
            return MessageState.SENDING;
        }

        @Override
        public @Nullable Failure failure() {
            return null;
        }

        @Override
        public @Nullable Instant notBefore() {
            return null;
        }
    }

    /**
     * It ends here, for example because it can't be rendered.
     *
     * @param state a terminal state that was reached without a provider
     */
    record Ended(MessageState state, Failure failure) implements Opening {
        public Ended {
            if (!state.terminal() || EventTypes.of(state).isEmpty()) {
                throw new IllegalArgumentException("a message can't end in state " + state.wire());
            }
        }

        @Override
        public @Nullable String provider() {
            return null;
        }

        @Override
        public @Nullable Instant notBefore() {
            return null;
        }
    }

    /**
     * It waits for a job that carries its id.
     *
     * @param state {@code queued} or {@code scheduled}
     */
    record Waiting(MessageState state, @Nullable Instant notBefore) implements Opening {
        public Waiting {
            if (state != MessageState.QUEUED && state != MessageState.SCHEDULED) {
                throw new IllegalArgumentException("a new message can't wait in state " + state.wire());
            }
        }

        @Override
        public @Nullable String provider() {
            return null;
        }

        @Override
        public @Nullable Failure failure() {
            return null;
        }
    }
}
