package io.emailservice.queue.differential;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.emailservice.testing.TestRedis;
import java.util.List;

/**
 * Tries many seeds and prints one line of JSON for each, with the differences found. Arguments: {@code bullmq} or {@code
 * bullmq5}, {@code order} or {@code crowd}, first seed, number of seeds, jobs of each; and {@code control} to compare the
 * official worker with itself. Ends with 1 if there was any difference.
 */
final class DifferentialRuns {
    private DifferentialRuns() {}

    public static void main(String[] arguments) throws JsonProcessingException {
        boolean control = List.of(arguments).contains("control");
        long first = Long.parseLong(arguments[2]);
        boolean same = true;
        try (TestRedis redis = new TestRedis();
                Official official = new Official(arguments[0], redis)) {
            redis.run("CONFIG SET appendonly no");
            Trial trial = new Trial(redis, official);
            for (long seed = first; seed < first + Long.parseLong(arguments[3]); seed++) {
                Trial.Wish wish = new Trial.Wish(seed, arguments[1], Integer.parseInt(arguments[4]));
                Trial.Outcome outcome = control ? trial.control(wish) : trial.run(wish);
                same &= outcome.differences().isEmpty();
                System.out.println(Official.JSON.writeValueAsString(outcome));
            }
        }
        System.exit(same ? 0 : 1);
    }
}
