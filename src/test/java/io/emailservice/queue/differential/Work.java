package io.emailservice.queue.differential;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.emailservice.queue.Job;
import io.emailservice.queue.JobHandler;
import io.emailservice.queue.JobUpdates;
import io.emailservice.queue.RedisLink;
import io.emailservice.queue.Settlement;
import io.emailservice.testing.TestClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Does with each job what its data says: what {@code worker.mjs} does, for our worker. */
final class Work implements JobHandler {
    private final Vertx vertx;
    private final Official others;
    private final TestClock clock;
    private final JobUpdates updates;

    /** Claims whose job was told to wait for its children: handed over again, it has none. */
    private final Set<String> childless = ConcurrentHashMap.newKeySet();

    Work(Vertx vertx, RedisLink link, Official others, TestClock clock) {
        this.vertx = vertx;
        this.others = others;
        this.clock = clock;
        this.updates = new JobUpdates(link);
    }

    @Override
    public Future<Settlement> handle(Job job) {
        JsonNode does = read(job.data().toString()).get("does");
        JsonNode step = does.get(Math.min(job.attemptsStarted(), does.size()) - 1);
        if (!childless.add(job.queue() + ":" + job.id() + ":" + job.attemptsStarted())) {
            return Future.succeededFuture(complete(step.at("/end/then").asText()));
        }
        Future<?> acts = Future.succeededFuture();
        for (JsonNode act : step.get("acts")) {
            acts = acts.compose(done -> perform(job, act));
        }
        return acts.map(done -> {
            clock.advance(Duration.ofMillis(step.get("takes").asLong()));
            return end(job, step.get("end"));
        });
    }

    private Future<?> perform(Job job, JsonNode act) {
        return switch (act.get("do").asText()) {
            case "log" -> updates.log(job, act.get("row").asText());
            case "progress" -> updates.progress(job, act.get("json").asText());
            case "data" -> updates.data(job, noted(job));
            case "dropLock", "stealLock" -> elsewhere(() -> others.act(lockAct(job, act.get("do")), clock.millis()));
            case "other" -> elsewhere(() -> others.act(act.get("what"), clock.millis()));
            default -> throw new IllegalArgumentException(act.toString());
        };
    }

    private static Settlement end(Job job, JsonNode end) {
        String kind = end.fieldNames().next();
        JsonNode value = end.get(kind);
        return switch (kind) {
            case "ok" -> complete(value.asText());
            case "fail" -> Settlement.failed(job, value.asText());
            case "giveUp" -> new Settlement.Fail(value.asText());
            case "delay" -> new Settlement.Delay(Duration.ofMillis(value.asLong()), "");
            case "wait" -> new Settlement.Release();
            case "children" -> new Settlement.AwaitChildren();
            case "limit" -> new Settlement.Limit(Duration.ofMillis(value.asLong()));
            default -> throw new IllegalArgumentException(kind);
        };
    }

    /** What JavaScript calls undefined is written as nothing here, and as null by the official worker. */
    private static Settlement complete(String json) {
        return new Settlement.Complete(json.isEmpty() ? "null" : json);
    }

    private static String noted(Job job) {
        String data = job.data().toString();
        return data.substring(0, data.length() - 1) + ",\"note" + job.attemptsStarted() + "\":1}";
    }

    private static JsonNode lockAct(Job job, JsonNode act) {
        return Official.JSON
                .createObjectNode()
                .put("queue", job.queue())
                .put("id", job.id())
                .set("op", act);
    }

    private Future<?> elsewhere(Runnable blocking) {
        return vertx.executeBlocking(() -> {
            blocking.run();
            return "done";
        });
    }

    private static JsonNode read(String json) {
        try {
            return Official.JSON.readTree(json);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }
}
