package io.emailservice.service;

import io.emailservice.testing.KafkaEvents;
import io.emailservice.testing.TestKafka;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How many events a second the service brings from its log to Kafka, while the broker, PostgreSQL and everything else run on
 * the same machine. A round appends events of messages, three each, and ends when the relay has put them all behind itself.
 * The first round is a warm-up. Prints one line of JSON, and ends with 0 only if Kafka has every event in its order.
 *
 * <p>Arguments: events per round, rounds.
 */
final class RelayBench {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final long LOOK_MILLIS = 20;

    /** The hexadecimal number of the round keeps ids apart; those of one round are ordered as they are numbered. */
    private static final String APPEND = """
            INSERT INTO message_event (id, message_id, at, sequence, type, data)
            SELECT (prefix || lpad(to_hex(i), 12, '0'))::uuid, (prefix || lpad(to_hex(i / 3), 12, '0'))::uuid, now(),
              i %% 3 + 1, (ARRAY['message.accepted', 'message.sent', 'message.delivered'])[i %% 3 + 1],
              '{"attempt": 1, "provider": "mailgun", "providerMessageId": "20261125.1.abc@mail.example.com"}'
            FROM generate_series(0, %d) i,
              (SELECT left(lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint), 12, '0'), 8) || '-'
                || right(lpad(to_hex((extract(epoch FROM now()) * 1000)::bigint), 12, '0'), 4) || '-7000-8000-') p(prefix)""";

    private static final String BEHIND = """
            SELECT EXISTS (SELECT FROM message_event e, event_reader r
            WHERE r.name = 'kafka' AND (e.position, e.id) > (r.position, r.id))""";

    private RelayBench() {}

    public static void main(String[] arguments) {
        int events = Integer.parseInt(arguments[0]) / 3 * 3;
        int rounds = Integer.parseInt(arguments[1]);
        List<Long> rates = new ArrayList<>();
        KafkaEvents kept;
        try (TestKafka kafka = new TestKafka()) {
            kafka.start();
            try (ServiceScene scene = new ServiceScene(
                    false, "events: {kafka: {bootstrapServers: '" + kafka.bootstrapServers() + "'}}")) {
                for (int round = 0; round <= rounds; round++) {
                    rates.add(round(scene, events));
                }
            }
            kept = KafkaEvents.read(kafka.bootstrapServers(), (long) events * (rounds + 1), LIMIT);
        }
        List<Long> measured = new ArrayList<>(rates.subList(1, rates.size()));
        Collections.sort(measured);
        System.out.println(new JsonObject()
                .put("bench", "relay")
                .put("events", events)
                .put("rounds", rounds)
                .put(
                        "eventsPerSecond",
                        new JsonObject()
                                .put("median", measured.get(measured.size() / 2))
                                .put("min", measured.get(0))
                                .put("max", measured.get(measured.size() - 1)))
                .put("missing", kept.missing())
                .put("unordered", kept.unordered())
                .encode());
        System.exit(kept.wrong() == 0 ? 0 : 1);
    }

    private static long round(ServiceScene scene, int events) {
        scene.database.run(APPEND.formatted(events - 1));
        long began = System.nanoTime();
        while (scene.database.value(BEHIND).equals("t")) {
            if (System.nanoTime() - began > LIMIT.toNanos()) {
                throw new IllegalStateException("the relay doesn't come to the end");
            }
            pause();
        }
        return events * TimeUnit.SECONDS.toNanos(1) / (System.nanoTime() - began);
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
