package io.emailservice.queue;

import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** What scripts answer about the jobs of one call, which may take several scripts. Not for several threads at once. */
final class JobAnswers {
    private final List<String> ids;
    private final Map<Integer, JobsRefused.Reason> reasons = new LinkedHashMap<>();

    JobAnswers(int jobs) {
        this.ids = new ArrayList<>(jobs);
    }

    /** How many jobs have an answer. */
    int size() {
        return ids.size();
    }

    /**
     * Takes the answers about the next jobs: an id, 1 for a job that keeps its id, or a negative code.
     *
     * @param ownId the id that a job brought, or empty, by its place in the call
     */
    void take(Response answers, IntFunction<String> ownId) {
        for (Response answer : answers) {
            int place = ids.size();
            if (answer.type() == ResponseType.NUMBER) {
                if (answer.toInteger() < 0) {
                    reasons.put(place, JobsRefused.Reason.of(answer.toInteger()));
                }
                ids.add(ownId.apply(place));
            } else {
                ids.add(answer.toString());
            }
        }
    }

    /** The ids of all jobs, or what was refused. */
    Future<List<String>> whole() {
        return reasons.isEmpty()
                ? Future.succeededFuture(List.copyOf(ids))
                : Future.failedFuture(new JobsRefused(reasons, ids));
    }
}
