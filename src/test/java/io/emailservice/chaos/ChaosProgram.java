package io.emailservice.chaos;

import io.vertx.core.json.JsonObject;

/**
 * Rounds of chaos, one for each seed. Prints a line of JSON for each and one with the sums, and ends with 0 only if nothing
 * is wrong; with {@code --without} a part, the rounds should find something. Arguments: see {@link ChaosOptions#parse}.
 */
final class ChaosProgram {
    private ChaosProgram() {}

    public static void main(String[] arguments) {
        System.exit(run(ChaosOptions.parse(arguments)) == 0 ? 0 : 1);
    }

    /** The violations of all rounds. A round that broke counts as one. */
    static int run(ChaosOptions options) {
        JsonObject sums = new JsonObject();
        int rounds = 0;
        for (long seed = options.firstSeed(); seed <= options.lastSeed(); seed++) {
            rounds++;
            try {
                JsonObject found = ChaosRound.run(options, seed);
                System.out.println(found.encode());
                found.forEach(entry -> add(sums, entry.getKey(), entry.getValue()));
            } catch (RuntimeException broken) {
                System.err.println("the round of seed " + seed + " broke");
                broken.printStackTrace();
                add(sums, "broken", 1);
                add(sums, "violations", 1);
            }
        }
        sums.remove("seed");
        System.out.println(sums.put("rounds", rounds)
                .put("without", options.without().label())
                .encode());
        return sums.getInteger("violations");
    }

    private static void add(JsonObject sums, String name, Object value) {
        if (value instanceof Number number) {
            sums.put(name, sums.getInteger(name, 0) + number.intValue());
        }
    }
}
