package io.emailservice.provider;

import io.emailservice.message.Feedback;
import io.emailservice.message.Problem;
import java.util.List;
import java.util.function.Function;

/** What came of reading a post. */
public sealed interface FeedbackReading {
    /** Answers with the function of the case. */
    <T> T fold(Function<List<Feedback>, T> events, Function<String, T> nothing, Function<Problem, T> refused);

    /** The events in it, at least one; one for each recipient. */
    record Events(List<Feedback> feedback) implements FeedbackReading {
        public Events {
            feedback = List.copyOf(feedback);
        }

        @Override
        public <T> T fold(
                Function<List<Feedback>, T> events, Function<String, T> nothing, Function<Problem, T> refused) {
            return events.apply(feedback);
        }
    }

    /**
     * Well formed, but about none of our messages.
     *
     * @param what it is, for an operator; bounded, without addresses
     */
    record Nothing(String what) implements FeedbackReading {
        @Override
        public <T> T fold(
                Function<List<Feedback>, T> events, Function<String, T> nothing, Function<Problem, T> refused) {
            return nothing.apply(what);
        }
    }

    /** Not what the provider posts: a repetition won't make it better. */
    record Refused(Problem problem) implements FeedbackReading {
        @Override
        public <T> T fold(
                Function<List<Feedback>, T> events, Function<String, T> nothing, Function<Problem, T> refused) {
            return refused.apply(problem);
        }
    }
}
