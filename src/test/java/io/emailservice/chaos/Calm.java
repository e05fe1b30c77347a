package io.emailservice.chaos;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import org.awaitility.core.ConditionTimeoutException;

/** Waits until nothing moves any more: all is over, or nothing has changed for so long that nothing will. */
final class Calm {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration STANDSTILL = Duration.ofSeconds(45);

    private final ChaosScene scene;
    private String last = "";
    private long since = System.nanoTime();

    Calm(ChaosScene scene) {
        this.scene = scene;
    }

    /** Whether all came to an end in time. */
    boolean await() {
        boolean[] over = {false};
        try {
            Waits.until("the calm after the chaos", LIMIT, () -> {
                over[0] = over();
                return over[0] || System.nanoTime() - since > STANDSTILL.toNanos();
            });
        } catch (ConditionTimeoutException restless) {
            return false;
        }
        return over[0];
    }

    private boolean over() {
        JsonObject told = scene.twinJson("/twin/feedback").getJsonObject("posts");
        long open = told.getLong("waiting") + told.getLong("inFlight") + told.getLong("laidOut");
        String waiting = scene.servers.database().value("""
                SELECT count(*) FROM message WHERE state IN ('queued', 'scheduled', 'sending', 'deferred')
                OR state = 'uncertain' AND (NOT %s OR attempt_at > now() - interval '20 seconds')""".formatted(Kept.MAY_BE_HELD));
        String unread = scene.servers.database().value("""
                SELECT (SELECT count(*) FROM webhook_post p, webhook_cursor c WHERE (p.tx, p.id) > (c.tx, c.id))
                + (SELECT count(*) FROM feedback_orphan WHERE next_try_at IS NOT NULL)""");
        String events = scene.servers.database().value("SELECT count(*) FROM message_event");
        long jobs = Jobs.waiting(scene.servers.redis);
        String now = open + " " + waiting + " " + unread + " " + events + " " + jobs;
        if (!now.equals(last)) {
            last = now;
            since = System.nanoTime();
        }
        return open == 0 && waiting.equals("0") && unread.equals("0") && jobs == 0;
    }
}
