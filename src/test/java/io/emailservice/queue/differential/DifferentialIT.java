package io.emailservice.queue.differential;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.testing.TestRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same jobs through the official worker and through ours leave the same Redis. */
class DifferentialIT {
    private static final int SEEDS = 3;
    private static final int JOBS = 60;

    private static TestRedis redis;

    @BeforeAll
    static void start() {
        redis = new TestRedis();
        redis.run("CONFIG SET appendonly no");
    }

    @AfterAll
    static void end() {
        redis.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bullmq", "bullmq5"})
    void leavesWhatTheOfficialWorkerLeaves(String client) {
        try (Official official = new Official(client, redis)) {
            Trial trial = new Trial(redis, official);
            for (long seed = 1; seed <= SEEDS; seed++) {
                for (String mode : new String[] {Trial.ORDER, Trial.CROWD}) {
                    Trial.Wish wish = new Trial.Wish(seed, mode, JOBS);
                    assertThat(trial.run(wish).differences())
                            .as(wish.toString())
                            .isEmpty();
                }
            }
        }
    }
}
