package io.emailservice.queue;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Jobs of every kind, drawn by a seed. What becomes of each is in its data: see {@link FleetWorker}. */
final class FleetJobs {
    /** Adds what {@link #wave} draws, with the official client; gives the ids. */
    static final String ADD = """
            const flow = kept.flow ??= new bullmq.FlowProducer({ connection });
            const ids = (await queue('mail').addBulk(wave.jobs)).map((job) => job.id);
            for (const job of wave.dedup) ids.push((await queue('mail').add(job.name, job.data, job.opts)).id);
            const all = ({ job, children = [] }) => [job.id, ...children.flatMap(all)];
            for (const tree of wave.flows) ids.push(...all(await flow.add(tree)));
            return ids;
            """;

    private static final String[] ACTS = {
        "ok",
        "ok",
        "ok",
        "ok",
        "ok",
        "ok",
        "report",
        "fail",
        "fail",
        "twice",
        "twice",
        "unrecoverable",
        "later",
        "again",
        "children"
    };
    private static final String[] CHILD_ACTS = {"ok", "ok", "ok", "fail", "twice", "unrecoverable", "later"};
    private static final String[] FLAGS = {
        "failParentOnFailure", "continueParentOnFailure", "ignoreDependencyOnFailure", "removeDependencyOnFailure"
    };

    private final Random random;
    private final List<String> known = new ArrayList<>();
    private int number;

    FleetJobs(Random random) {
        this.random = random;
    }

    /** Some dozen jobs, flows and jobs with a deduplication id, as the official client takes them. */
    JsonObject wave(boolean poisoned) {
        JsonArray jobs = new JsonArray();
        for (int i = 0; i < 40; i++) {
            jobs.add(single(pick(ACTS)));
        }
        if (poisoned) {
            jobs.add(job("poison", new JsonObject().put("attempts", 3)));
        }
        if (chance(40)) {
            jobs.add(job("limit", new JsonObject()));
        }
        if (!known.isEmpty()) {
            jobs.add(job("ok", new JsonObject().put("jobId", known.get(random.nextInt(known.size())))));
        }
        JsonArray flows = new JsonArray().add(tree(0)).add(tree(0)).add(tree(0));
        return new JsonObject().put("jobs", jobs).put("dedup", dedup()).put("flows", flows);
    }

    /** Some jobs for our own producer. */
    List<NewJob> ours() {
        List<NewJob> jobs = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            JobOptions options = JobOptions.DEFAULTS
                    .withAttempts(random.nextInt(4))
                    .withBackoff(chance(50) ? Backoff.fixed(30) : Backoff.NONE)
                    .withPriority(chance(30) ? 1 + random.nextInt(4) : 0)
                    .withDelayMillis(chance(20) ? random.nextInt(600) : 0)
                    .withLifo(chance(10))
                    .withJobId(chance(50) ? "ours-" + number : null);
            jobs.add(new NewJob("ours-" + number, Buffer.buffer(data(pick(ACTS)).encode()), options));
        }
        return jobs;
    }

    private JsonObject single(String act) {
        JsonObject options = new JsonObject();
        int attempts = act.equals("twice") ? 3 : random.nextInt(4);
        if (attempts > 0) {
            options.put("attempts", attempts);
        }
        retryRule(options);
        if (chance(30)) {
            options.put("priority", 1 + random.nextInt(5));
        }
        if (chance(20)) {
            options.put("delay", 10 + random.nextInt(700));
        }
        if (chance(10)) {
            options.put("lifo", true);
        }
        if (chance(8)) {
            options.put("removeOnComplete", true).put("removeOnFail", chance(50));
        } else if (chance(30)) {
            known.add("own-" + number);
            options.put("jobId", "own-" + number);
        }
        return job(act, options);
    }

    private void retryRule(JsonObject options) {
        if (chance(30)) {
            options.put("backoff", new JsonObject().put("type", "exponential").put("delay", 20));
        } else if (chance(40)) {
            options.put("backoff", 30);
        }
    }

    /** A parent and its children; a child may fail, so each has a rule that lets its parent go on. */
    private JsonObject tree(int depth) {
        JsonObject options = new JsonObject().put("attempts", 1 + random.nextInt(3));
        retryRule(options);
        if (chance(20)) {
            options.put("priority", 1 + random.nextInt(3));
        }
        if (chance(15)) {
            options.put("delay", 10 + random.nextInt(200));
        }
        if (depth > 0) {
            options.put(pick(FLAGS), true);
        }
        String act = depth == 0 ? "ok" : pick(CHILD_ACTS);
        JsonObject parent = job(act, options).put("queueName", QueueFixture.QUEUE);
        if (depth == 0 || (depth == 1 && chance(20))) {
            JsonArray children = new JsonArray();
            for (int i = 1 + random.nextInt(4); i > 0; i--) {
                children.add(tree(depth + 1));
            }
            parent.put("children", children);
        }
        return parent;
    }

    /** Several jobs with one id, in each of the ways to treat a second one. */
    private JsonArray dedup() {
        JsonArray jobs = new JsonArray();
        List<JsonObject> rules = List.of(
                new JsonObject(),
                new JsonObject().put("ttl", 150),
                new JsonObject().put("keepLastIfActive", true),
                new JsonObject().put("ttl", 300).put("extend", true).put("replace", true));
        for (JsonObject rule : rules) {
            rule.put("id", "dedup-" + number);
            for (int i = 0; i < 3; i++) {
                JsonObject options = new JsonObject().put("deduplication", rule.copy());
                if (rule.containsKey("replace")) {
                    options.put("delay", 100);
                }
                jobs.add(job("ok", options));
            }
        }
        return jobs;
    }

    private JsonObject job(String act, JsonObject options) {
        return new JsonObject()
                .put("name", act + "-" + number)
                .put("data", data(act))
                .put("opts", options);
    }

    /** Most jobs are short; some are in hand long enough to be lost, or to need their lock renewed. */
    private JsonObject data(String act) {
        int millis = 1 + random.nextInt(100);
        if (chance(10)) {
            millis = 200 + random.nextInt(400);
        } else if (chance(2)) {
            millis = 1600;
        }
        return new JsonObject().put("act", act).put("ms", millis).put("n", number++);
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private String pick(String[] from) {
        return from[random.nextInt(from.length)];
    }
}
