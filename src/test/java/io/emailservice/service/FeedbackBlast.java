package io.emailservice.service;

import io.emailservice.queue.JobOptions;
import io.emailservice.queue.NewJob;
import io.emailservice.testing.KafkaEvents;
import io.emailservice.testing.TestKafka;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;

/**
 * A blast whose feedback comes doubled, in any order and early, by webhooks, over SNS and out of SQS at once, while the
 * Kafka broker is killed and comes back. Compares the states of all messages with the truth of the twin, and what Kafka
 * holds with the log of events.
 */
final class FeedbackBlast {
    private static final int CHUNK = 500;
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private static final String YAML = """
            webhooks:
              mailgun: {signingKeys: {twin: signing-key-test}}
              ses: {topics: ['arn:aws:sns:us-east-1:123456789012:ses-feedback'], insecureStandIn: 'TWIN_URL'}
              queues:
                feedback:
                  url: 'TWIN_URL/123456789012/ses-feedback'
                  endpoint: 'TWIN_URL'
                  accessKeyId: AKIATWINEXAMPLE
                  secretAccessKey: twin-secret
                  longPoll: 1s
            events: {kafka: {bootstrapServers: '%s'}}
            """;

    private static final String SCRIPT = """
            {"rates": {"rejected": 0.02, "bouncedHard": 0.1, "bouncedSoft": 0.05, "deferred": 0.1, "opened": 0.3,
                       "clicked": 0.1, "unsubscribed": 0.01, "complained": 0.01, "bouncedLate": 0.02},
             "accidents": {"duplicated": 0.1, "reordered": 0.2, "early": 0.02},
             "delay": {"min": "1ms", "max": "200ms"}, "speedup": 1000,
             "webhooks": [{"url": "http://127.0.0.1:%1$d/webhooks/mailgun"}],
             "subscriptions": [{"url": "http://127.0.0.1:%1$d/webhooks/ses", "version": 2},
                               {"queue": "ses-feedback"}]}
            """;

    private FeedbackBlast() {}

    /** Arguments: number of messages. */
    public static void main(String[] arguments) {
        JsonObject found = run(Integer.parseInt(arguments[0]));
        System.out.println(found.encode());
        System.exit(found.getInteger("wrongStates") + found.getInteger("eventsWrong") == 0 ? 0 : 1);
    }

    static JsonObject run(int messages) {
        try (TestKafka kafka = new TestKafka()) {
            kafka.start();
            try (ServiceScene scene = new ServiceScene(false, YAML.formatted(kafka.bootstrapServers()))) {
                scene.feedback(SCRIPT.formatted(scene.service.port()));
                long started = System.nanoTime();
                enqueue(scene, messages / 2, 0);
                awaitEvents(scene, messages / 2);
                kafka.kill();
                enqueue(scene, messages - messages / 2, messages / 2);
                awaitEvents(scene, 2 * messages);
                kafka.start();
                awaitQuiet(scene, messages);
                double seconds = (System.nanoTime() - started) / 1e9;
                return compare(scene, kafka, messages).put("seconds", Math.round(seconds * 10) / 10.0);
            }
        }
    }

    private static void awaitEvents(ServiceScene scene, int events) {
        Awaitility.await().atMost(PATIENCE).until(() -> number(scene, "SELECT count(*) FROM message_event") >= events);
    }

    private static void enqueue(ServiceScene scene, int count, int first) {
        for (int from = first; from < first + count; from += CHUNK) {
            List<NewJob> jobs = new ArrayList<>();
            for (int i = from; i < Math.min(first + count, from + CHUNK); i++) {
                JsonObject request = ServiceScene.request()
                        .put("to", new JsonObject().put("email", "user-" + i + "@inbox.example.com"))
                        .put("metadata", new JsonObject().put("stepExecutionId", "step-" + i / 2));
                jobs.add(new NewJob("send", request.toBuffer(), JobOptions.DEFAULTS));
            }
            ServiceScene.get(scene.service.producer().addAll("email-bulk", jobs));
        }
    }

    /** Until everything was told, read and relayed. */
    private static void awaitQuiet(ServiceScene scene, int messages) {
        Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> {
            JsonObject told = new JsonObject(scene.twinText("/twin/feedback")).getJsonObject("posts");
            boolean quiet = told.getInteger("waiting") + told.getInteger("inFlight") + told.getInteger("laidOut") == 0;
            return quiet
                    && scene.twinSummary().getInteger("distinct") == messages
                    && number(scene, "SELECT count(*) FROM message WHERE state IN ('sending', 'uncertain', 'queued')")
                            == 0
                    && number(scene, "SELECT count(*) FROM feedback_orphan WHERE next_try_at IS NOT NULL") == 0
                    && number(scene, """
                            SELECT count(*) FROM webhook_post p, webhook_cursor c WHERE (p.tx, p.id) > (c.tx, c.id)""") == 0;
        });
    }

    private static JsonObject compare(ServiceScene scene, TestKafka kafka, int messages) {
        Map<String, String> truth = truth(scene.twinText("/twin/truth"));
        Map<String, String> stored = new HashMap<>();
        scene.database
                .rows("SELECT id::text || ' ' || state FROM message")
                .forEach(row -> stored.put(row.substring(0, 36), row.substring(37)));
        Map<String, Integer> states = new TreeMap<>();
        stored.values().forEach(state -> states.merge(state, 1, Integer::sum));
        List<String> wrong = truth.entrySet().stream()
                .filter(entry -> !entry.getValue().equals(stored.get(entry.getKey())))
                .map(Map.Entry::getKey)
                .toList();
        wrong.forEach(id -> tell(scene, id));
        KafkaEvents events = KafkaEvents.read(
                kafka.bootstrapServers(), number(scene, "SELECT count(*) FROM message_event"), PATIENCE);
        long repeats = number(scene, """
                SELECT count(*) FROM (SELECT 1 FROM message_event WHERE message_id IS NOT NULL
                GROUP BY message_id, sequence HAVING count(*) > 1) doubled""");
        return new JsonObject()
                .put("messages", messages)
                .put("stored", stored.size())
                .put("truth", truth.size())
                .put("sentAgain", scene.twinSummary().getInteger("repeats"))
                .put("states", new JsonObject(new HashMap<>(states)))
                .put("wrongStates", wrong.size() + Math.abs(truth.size() - messages))
                .put("posts", number(scene, "SELECT count(*) FROM webhook_post"))
                .put("feedback", number(scene, "SELECT count(*) FROM message_feedback"))
                .put("events", number(scene, "SELECT count(*) FROM message_event"))
                .put("inKafka", events.distinct())
                .put("repeatedInKafka", events.repeats())
                .put("eventsWrong", (int) repeats + events.wrong());
    }

    /** For whoever has to find out why. */
    private static void tell(ServiceScene scene, String id) {
        System.err.println("wrong " + id + " at the twin: " + scene.twinText("/twin/messages/" + id));
        scene.database
                .rows("SELECT sequence, at, type, data FROM message_event WHERE message_id = '" + id
                        + "' ORDER BY sequence")
                .forEach(System.err::println);
        scene.database
                .rows("SELECT kind, at FROM message_feedback WHERE message_id = '" + id + "' ORDER BY at")
                .forEach(System.err::println);
    }

    private static Map<String, String> truth(String lines) {
        Map<String, String> truth = new HashMap<>();
        lines.lines().filter(line -> !line.isBlank()).forEach(line -> {
            JsonObject entry = new JsonObject(Buffer.buffer(line));
            truth.put(entry.getString("id"), entry.getString("state"));
        });
        return truth;
    }

    private static long number(ServiceScene scene, String sql) {
        return Long.parseLong(scene.database.value(sql));
    }
}
