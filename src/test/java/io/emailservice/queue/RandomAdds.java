package io.emailservice.queue;

import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Adds with few ids and all options, so that jobs meet each other in all ways, and what else happens in a queue between. */
final class RandomAdds {
    private static final List<String> IDS = List.of("a", "b", "c", "d", "e", "f");
    private static final List<ChildFailure> FAILURES = List.of(ChildFailure.values());

    /** Completes whoever is next, as a worker would. */
    private static final String COMPLETE = """
            local id = redis.call('RPOP', 'bull:mail:wait')
            if id then
              redis.call('ZADD', 'bull:mail:completed', 5, id)
              redis.call('HSET', 'bull:mail:' .. id, 'returnvalue', '{"r":1}')
            end
            """;

    /** Lets whoever is next wait for children. */
    private static final String WAIT_FOR_CHILDREN = """
            local id = redis.call('RPOP', 'bull:mail:wait')
            if id then redis.call('ZADD', 'bull:mail:waiting-children', 5, id) end
            """;

    /** Delays whoever is active, as after a failure. */
    private static final String DELAY = """
            local id = redis.call('RPOP', 'bull:mail:active')
            if id then redis.call('ZADD', 'bull:mail:delayed', 28672, id) end
            """;

    private final Random random;
    private final boolean newest;

    RandomAdds(int seed, boolean newest) {
        this.random = new Random(seed);
        this.newest = newest;
    }

    SameAdds steps(int count) {
        SameAdds adds = new SameAdds();
        for (int step = 0; step < count; step++) {
            switch (random.nextInt(16)) {
                case 0, 1 -> adds.redis("RPOPLPUSH bull:mail:wait bull:mail:active");
                case 2 -> adds.redis(List.of("EVAL", COMPLETE, "0"));
                case 3 -> adds.redis(List.of("EVAL", WAIT_FOR_CHILDREN, "0"));
                case 4 -> happens(adds);
                default -> adds.add(options());
            }
        }
        return adds;
    }

    /** The older version knows no remedy when a job that others refer to is gone or delayed again. */
    private void happens(SameAdds adds) {
        if (newest) {
            if (random.nextBoolean()) {
                adds.redis("DEL bull:mail:" + (random.nextBoolean() ? any() : String.valueOf(1 + random.nextInt(40))));
            } else {
                adds.redis(List.of("EVAL", DELAY, "0"));
            }
        }
    }

    private JobOptions options() {
        JobOptions options = ProducerDifferential.PLAIN
                .withJobId(chance(3) ? any() : null)
                .withDelayMillis(chance(3) ? 1000 * random.nextInt(3) : 0)
                .withPriority(chance(4) ? random.nextInt(3) : 0)
                .withLifo(chance(5));
        if (chance(2)) {
            return options.withDeduplication(deduplication());
        }
        return options.withParent(parent())
                .withChildFailure(
                        chance(2) ? FAILURES.get(random.nextInt(FAILURES.size())) : ChildFailure.KEEP_WAITING);
    }

    private Deduplication deduplication() {
        return new Deduplication(
                chance(2) ? "x" : "y",
                chance(2) ? 100_000L * random.nextInt(4) : 0,
                chance(3),
                chance(3),
                newest && chance(3),
                chance(3));
    }

    private @Nullable ParentJob parent() {
        return chance(2) ? new ParentJob("bull:mail", any()) : null;
    }

    private String any() {
        return IDS.get(random.nextInt(IDS.size()));
    }

    private boolean chance(int of) {
        return random.nextInt(of) == 0;
    }
}
