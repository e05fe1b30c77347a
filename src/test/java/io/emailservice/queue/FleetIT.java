package io.emailservice.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.testing.TestRedis;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One round of a mixed fleet with each official client: see {@link FleetProgram} for more. */
class FleetIT {
    @ParameterizedTest
    @ValueSource(strings = {"bullmq", "bullmq5"})
    void endsEveryJobOnceWhateverHappensToItsWorkers(String client) {
        try (TestRedis redis = new TestRedis()) {
            JsonObject found = FleetProgram.round(redis, client, 1);
            assertThat(found.getJsonArray("violations")).isEmpty();
            assertThat(found.getInteger("byJava")).isPositive();
            assertThat(found.getInteger("byNode")).isPositive();
            assertThat(found.getInteger("givenUp")).isPositive();
        }
    }
}
