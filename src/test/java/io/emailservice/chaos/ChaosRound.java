package io.emailservice.chaos;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Random;

/** One round: start, ask and disturb, wait for the calm, compare. */
final class ChaosRound {
    /** After the last disturbance every caller gets its answer within this time. */
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(90);

    private ChaosRound() {}

    /** Figures of the round; {@code violations} is 0 if all is as it should be. */
    static JsonObject run(ChaosOptions options, long seed) {
        long started = System.nanoTime();
        Random random = new Random(seed);
        Requests requests = new Requests(seed, options.messages());
        try (ChaosScene scene = new ChaosScene(options, seed)) {
            scene.start();
            scene.put("/twin/feedback", Scripts.feedback(scene));
            try (Callers callers = new Callers(scene, requests, random);
                    Disturbances disturbances = new Disturbances(scene, random)) {
                callers.begin(options.seconds());
                disturbances.begin(options.kills(), options.seconds());
                disturbances.end(options.seconds());
                Waits.until("an answer for every caller", LAST_ANSWERS, callers::done);
                callers.giveUp();
                boolean calm = new Calm(scene).await();
                Verdict verdict = new Verdict(scene, callers, requests);
                JsonObject found = new JsonObject().put("seed", seed).put("messages", options.messages());
                disturbances.counts().forEach(found::put);
                found.mergeIn(verdict.give()).put("calm", calm);
                Story.of(scene, verdict.wrongMessages()).forEach(System.err::println);
                return found.put("seconds", Math.round((System.nanoTime() - started) / 1e9));
            }
        }
    }
}
