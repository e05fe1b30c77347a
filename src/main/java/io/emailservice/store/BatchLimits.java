package io.emailservice.store;

import java.time.Duration;

/**
 * How a {@link BatchWriter} collects and for how long it tries.
 *
 * @param rows most rows of one statement
 * @param inFlight most statements under way at once
 * @param linger least time between the starts of two statements, unless a batch is full; an idle writer doesn't wait, a
 *     busy one stretches it
 * @param waiting most items accepted and not yet answered
 * @param deadline an item that can't be written for so long is given back as a failure
 * @param statement a statement without an answer for so long counts as lost
 */
record BatchLimits(int rows, int inFlight, Duration linger, int waiting, Duration deadline, Duration statement) {
    /** For callers that send nothing more until they are answered: the next batch is what came during the last commit. */
    BatchLimits withoutLinger() {
        return new BatchLimits(rows, inFlight, Duration.ZERO, waiting, deadline, statement);
    }
}
