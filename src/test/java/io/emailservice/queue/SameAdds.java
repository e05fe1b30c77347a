package io.emailservice.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.emailservice.testing.TestRedis;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Adds to one queue, and commands to Redis between them, as a program for the official producer and for ours. */
final class SameAdds {
    static final String REFUSED = "refused";

    private final List<Step> steps = new ArrayList<>();

    @CanIgnoreReturnValue
    SameAdds add(JobOptions options) {
        steps.add(new Step(options, List.of()));
        return this;
    }

    /** One command, words separated by spaces. */
    @CanIgnoreReturnValue
    SameAdds redis(String words) {
        return redis(List.of(words.split(" ")));
    }

    @CanIgnoreReturnValue
    SameAdds redis(List<String> words) {
        steps.add(new Step(null, words));
        return this;
    }

    /** Puts a job into the place of those that are being worked on. */
    @CanIgnoreReturnValue
    SameAdds activate(String id) {
        return redis("LREM bull:mail:wait 1 " + id).redis("LPUSH bull:mail:active " + id);
    }

    /** The body of a function that gives the ids. */
    String program() {
        StringBuilder program = new StringBuilder("const ids = [];\n");
        for (int number = 0; number < steps.size(); number++) {
            Step step = steps.get(number);
            if (step.options == null) {
                program.append("await redis.call(...")
                        .append(new JsonArray(step.words))
                        .append(");\n");
            } else {
                program.append("await queue('mail').add('n', ")
                        .append(data(number))
                        .append(", ")
                        .append(official(step.options))
                        .append(").then((job) => ids.push(job.id), (error) => ids.push('refused'));\n");
            }
        }
        return program.append("return ids;").toString();
    }

    /** Runs all with our producer, adds that follow each other in one call; the ids are those that theirs gave. */
    void run(JobProducer producer, TestRedis redis, JsonNode theirs) {
        List<String> ids = new ArrayList<>();
        List<NewJob> together = new ArrayList<>();
        for (int number = 0; number < steps.size(); number++) {
            Step step = steps.get(number);
            if (step.options == null) {
                ids.addAll(add(producer, together));
                together.clear();
                redis.run(step.words.toArray());
            } else {
                together.add(new NewJob("n", Buffer.buffer(data(number)), step.options));
            }
        }
        ids.addAll(add(producer, together));
        List<String> expected = new ArrayList<>();
        theirs.forEach(id -> expected.add(id.asText()));
        assertThat(ids).isEqualTo(expected);
    }

    private static List<String> add(JobProducer producer, List<NewJob> jobs) {
        return QueueFixture.await(
                producer.addAll(QueueFixture.QUEUE, List.copyOf(jobs)).recover(error -> {
                    JobsRefused refused = (JobsRefused) error;
                    List<String> ids = new ArrayList<>(refused.ids());
                    refused.reasons().keySet().forEach(place -> ids.set(place, REFUSED));
                    return Future.succeededFuture(ids);
                }));
    }

    private static String data(int number) {
        return "{\"n\":" + number + "}";
    }

    /** The options with the names that the official producer takes. */
    private static JsonObject official(JobOptions options) {
        JsonObject named = new JsonObject().put("timestamp", options.timestamp());
        put(named, "jobId", options.jobId());
        put(named, "delay", options.delayMillis());
        put(named, "priority", (long) options.priority());
        put(named, "lifo", options.lifo());
        ParentJob parent = options.parent();
        if (parent != null) {
            named.put("parent", new JsonObject().put("id", parent.id()).put("queue", parent.queueKey()));
        }
        put(named, flag(options.childFailure()), options.childFailure() != ChildFailure.KEEP_WAITING);
        Deduplication rule = options.deduplication();
        if (rule != null) {
            JsonObject deduplication = new JsonObject().put("id", rule.id());
            put(deduplication, "ttl", rule.ttlMillis());
            put(deduplication, "extend", rule.extend());
            put(deduplication, "replace", rule.replace());
            put(deduplication, "reschedule", rule.reschedule());
            put(deduplication, "keepLastIfActive", rule.keepLastIfActive());
            named.put("deduplication", deduplication);
        }
        return named;
    }

    private static String flag(ChildFailure failure) {
        return switch (failure) {
            case KEEP_WAITING -> "";
            case FAIL_PARENT -> "failParentOnFailure";
            case CONTINUE_PARENT -> "continueParentOnFailure";
            case IGNORE -> "ignoreDependencyOnFailure";
            case REMOVE -> "removeDependencyOnFailure";
        };
    }

    private static void put(JsonObject named, String member, @Nullable Object value) {
        if (value != null && !Objects.equals(value, 0L) && !Objects.equals(value, false)) {
            named.put(member, value);
        }
    }

    /** One add, or the words of a command. */
    private record Step(@Nullable JobOptions options, List<String> words) {}
}
