package io.emailservice.queue.differential;

import com.fasterxml.jackson.databind.JsonNode;
import io.emailservice.testing.TestRedis;
import java.util.List;

/** One program, run by both workers from an empty Redis. */
final class Trial {
    static final String ORDER = "order";
    static final String CROWD = "crowd";

    /**
     * What to try.
     *
     * @param mode {@link #ORDER}: one job at a time, and the order of everything is compared; {@link #CROWD}: many at a time
     */
    record Wish(long seed, String mode, int jobs) {}

    /** @param events of the official worker's run, its producer's included */
    record Outcome(Wish wish, int keys, long events, List<Comparison.Difference> differences) {}

    private final TestRedis redis;
    private final Official official;

    Trial(TestRedis redis, Official official) {
        this.redis = redis;
        this.official = official;
    }

    Outcome run(Wish wish) {
        JsonNode program = official.mix(wish);
        JsonNode theirs = left(program, official);
        try (Ours ours = new Ours(redis, official, program)) {
            return outcome(wish, theirs, left(program, ours));
        }
    }

    /** Runs the official worker twice: what is different then, chance decides. */
    Outcome control(Wish wish) {
        JsonNode program = official.mix(wish);
        return outcome(wish, left(program, official), left(program, official));
    }

    private static Outcome outcome(Wish wish, JsonNode theirs, JsonNode own) {
        return new Outcome(
                wish,
                theirs.get("keys").size(),
                Comparison.events(theirs),
                Comparison.compare(theirs, own, wish.mode().equals(ORDER)));
    }

    private JsonNode left(JsonNode program, WorkerSide side) {
        redis.clear();
        official.produce(program);
        side.setTime(official.now());
        new Rounds(redis, official, side, program).run();
        return official.dump();
    }
}
