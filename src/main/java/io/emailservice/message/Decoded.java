package io.emailservice.message;

import java.util.List;
import java.util.function.Function;

/** What came of decoding a send request. */
public sealed interface Decoded {
    /** Answers with one of the two functions. */
    <T> T fold(Function<Submission, T> valid, Function<List<Problem>, T> invalid);

    /** Every rule holds. */
    record Valid(Submission submission) implements Decoded {
        @Override
        public <T> T fold(Function<Submission, T> valid, Function<List<Problem>, T> invalid) {
            return valid.apply(submission);
        }
    }

    /** At least one rule is broken; {@code problems} names all of them, in document order where it can. */
    record Invalid(List<Problem> problems) implements Decoded {
        public Invalid {
            problems = List.copyOf(problems);
        }

        @Override
        public <T> T fold(Function<Submission, T> valid, Function<List<Problem>, T> invalid) {
            return invalid.apply(problems);
        }
    }
}
