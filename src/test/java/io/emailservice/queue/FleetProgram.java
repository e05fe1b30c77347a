package io.emailservice.queue;

import io.emailservice.testing.TestRedis;
import io.vertx.core.json.JsonObject;

/**
 * Rounds of a mixed fleet, by turns with the two official clients. Prints one line of JSON per round, and fails if one of
 * them has a violation. Arguments: rounds, seed.
 */
final class FleetProgram {
    private static final String[] CLIENTS = {"bullmq", "bullmq5"};

    private FleetProgram() {}

    public static void main(String[] arguments) {
        int rounds = Integer.parseInt(arguments[0]);
        long seed = Long.parseLong(arguments[1]);
        boolean clean = true;
        try (TestRedis redis = new TestRedis()) {
            for (int round = 0; round < rounds; round++) {
                JsonObject found = round(redis, CLIENTS[round % CLIENTS.length], seed + round);
                System.out.println(found.encode());
                clean &= found.getJsonArray("violations").isEmpty();
            }
        } catch (RuntimeException broken) {
            clean = false;
            broken.printStackTrace();
        }
        System.exit(clean ? 0 : 1);
    }

    static JsonObject round(TestRedis redis, String client, long seed) {
        try (FleetRound round = new FleetRound(redis, client, seed)) {
            return new JsonObject().put("seed", seed).put("client", client).mergeIn(round.run());
        }
    }
}
