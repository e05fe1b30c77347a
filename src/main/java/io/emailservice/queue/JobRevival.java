package io.emailservice.queue;

import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;

/** Sees to it that jobs live, for those who know better than the queue that a job isn't over. Callable from any context. */
public final class JobRevival {
    private static final int MOST_JOBS_PER_CALL = 200;

    private final RedisLink link;

    public JobRevival(RedisLink link) {
        this.link = link;
    }

    /** How a job was found. */
    public enum Found {
        /** There is no such job: add it. */
        MISSING,
        /** It waits, rests or is being worked on. */
        ALIVE,
        /** It had ended, or was in no list: it is ready again, with its counters as they were. */
        REVIVED
    }

    /**
     * Looks at jobs and makes those ready that wouldn't come by themselves; repeating it changes nothing.
     *
     * @return one answer for each id, in their order; fails with {@link RedisAway} after having done so with some
     */
    public Future<List<Found>> revive(String queue, List<String> ids) {
        return revive(queue, ids, new ArrayList<>(ids.size()));
    }

    private Future<List<Found>> revive(String queue, List<String> ids, List<Found> found) {
        int from = found.size();
        if (from >= ids.size()) {
            return Future.succeededFuture(List.copyOf(found));
        }
        List<String> next = ids.subList(from, Math.min(ids.size(), from + MOST_JOBS_PER_CALL));
        return link.run(Script.REVIVE, queue, next).compose(answers -> {
            for (Response answer : answers) {
                found.add(Found.values()[answer.toInteger()]);
            }
            return revive(queue, ids, found);
        });
    }
}
