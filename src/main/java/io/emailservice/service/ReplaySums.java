package io.emailservice.service;

import io.emailservice.store.Replay;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** What a replay came to, page by page. One thread. */
final class ReplaySums {
    private static final int MOST_NAMED = 100;

    private final boolean applied;
    private final Map<String, Object> moves = new TreeMap<>();
    private final List<UUID> passedOver = new ArrayList<>();
    private long posts;
    private long feedback;
    private long orphans;
    private long messages;
    private long added;
    private long changed;
    private long withdrawn;
    private long lifted;
    private long passed;

    ReplaySums(boolean applied) {
        this.applied = applied;
    }

    void add(Replay.Page page) {
        posts += page.posts();
        feedback += page.feedback();
        orphans += page.orphans();
        messages += page.differences().size();
        page.differences().forEach(this::add);
        UUID post = page.passedOver();
        if (post != null) {
            passed++;
            if (passedOver.size() < MOST_NAMED) {
                passedOver.add(post);
            }
        }
    }

    private void add(Replay.Difference difference) {
        added += difference.added();
        changed += difference.changed();
        withdrawn += difference.withdrawn();
        lifted += difference.lifted();
        if (!difference.before().equals(difference.after())) {
            moves.merge(
                    difference.before() + " to " + difference.after(), 1L, (one, other) -> (Long) one + (Long) other);
        }
    }

    boolean complete() {
        return passed == 0;
    }

    JsonObject toJson() {
        JsonArray named = new JsonArray();
        passedOver.forEach(id -> named.add(id.toString()));
        return new JsonObject()
                .put("applied", applied)
                .put("posts", posts)
                .put("feedback", feedback)
                .put("unknownMessages", orphans)
                .put("messages", messages)
                .put("states", new JsonObject(moves))
                .put("added", added)
                .put("changed", changed)
                .put("withdrawn", withdrawn)
                .put("liftedSuppressions", lifted)
                .put("passedOver", passed)
                .put("passedOverPosts", named);
    }
}
