package io.emailservice.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** All that is known of messages that are not as they should be, for whoever has to find out why. */
final class Story {
    private static final int MOST = 10;

    private Story() {}

    static List<String> of(ChaosScene scene, Set<String> messages) {
        List<String> lines = new ArrayList<>();
        messages.stream().limit(MOST).forEach(id -> {
            lines.add("== " + id);
            if (id.length() == 36) {
                tell(scene, id, lines);
            }
        });
        return lines;
    }

    private static void tell(ChaosScene scene, String id, List<String> lines) {
        List.of(
                        "SELECT 'message', state, stream, queue, job_id, attempt, attempt_at, provider, failure_code, failure_text,"
                                + " updated_at FROM message WHERE id = '%s'",
                        "SELECT 'attempt', * FROM message_attempt WHERE message_id = '%s' ORDER BY number",
                        "SELECT 'event', sequence, position, id, at, type, data FROM message_event WHERE message_id = '%s' ORDER BY sequence",
                        "SELECT 'feedback', f.kind, f.at, p.received_at FROM message_feedback f LEFT JOIN webhook_post p"
                                + " ON p.id = f.post_id WHERE message_id = '%s' ORDER BY p.received_at")
                .forEach(sql -> lines.addAll(scene.servers.database().rows(sql.formatted(id))));
        scene.servers
                .database()
                .rows("SELECT queue, job_id FROM message WHERE id = '" + id + "'")
                .forEach(
                        job -> lines.add("job " + scene.servers.redis.run("HGETALL", "bull:" + job.replace('|', ':'))));
        lines.add("twin " + scene.twin("/twin/messages/" + id));
    }
}
