package io.emailservice.queue;

import java.util.function.IntPredicate;

/**
 * Whose turn it is: of those who are ready, each gets turns in proportion to its weight, spread evenly. Never keeps one
 * waiting for more than the others' share.
 */
final class WeightedTurns {
    private final int[] weights;
    private final long[] credit;

    WeightedTurns(int... weights) {
        this.weights = weights.clone();
        this.credit = new long[weights.length];
    }

    /** The index of the next one, or -1 if nobody is ready. {@code ready} is asked once for each. */
    int next(IntPredicate ready) {
        int best = -1;
        long shared = 0;
        for (int i = 0; i < weights.length; i++) {
            if (!ready.test(i)) {
                // Who has nothing to do saves nothing up.
                credit[i] = 0;
                continue;
            }
            credit[i] += weights[i];
            shared += weights[i];
            if (best < 0 || credit[i] > credit[best]) {
                best = i;
            }
        }
        if (best >= 0) {
            credit[best] -= shared;
        }
        return best;
    }
}
