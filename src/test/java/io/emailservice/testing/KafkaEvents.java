package io.emailservice.testing;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * What the topic of events holds, read from its beginning.
 *
 * @param distinct events by their id
 * @param repeats records beyond the first of an event
 * @param missing events of the log that aren't there
 * @param unordered gaps and doubles of the sequence numbers of a message, and first records that come out of their order
 */
public record KafkaEvents(int distinct, int repeats, int missing, int unordered) {
    public static KafkaEvents read(String servers, long expected, Duration patience) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                servers,
                "group.id",
                "check",
                "auto.offset.reset",
                "earliest",
                "key.deserializer",
                StringDeserializer.class.getName(),
                "value.deserializer",
                StringDeserializer.class.getName());
        Reading reading = new Reading();
        long until = System.nanoTime() + patience.toNanos();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(settings)) {
            consumer.subscribe(List.of("email.events"));
            while (reading.ids.size() < expected && System.nanoTime() < until) {
                consumer.poll(Duration.ofMillis(500)).forEach(reading::add);
            }
        }
        return new KafkaEvents(
                reading.ids.size(), reading.repeats, (int) (expected - reading.ids.size()), reading.unordered);
    }

    /** Everything that shouldn't be. */
    public int wrong() {
        return missing + unordered;
    }

    private static final class Reading {
        private final Set<String> ids = new HashSet<>();
        private final Map<String, Integer> last = new HashMap<>();
        private int repeats;
        private int unordered;

        private void add(ConsumerRecord<String, String> row) {
            JsonObject event = new JsonObject(row.value());
            String subject = event.getString("subject");
            if (!subject.equals(row.key())) {
                unordered++;
            }
            if (!ids.add(event.getString("id"))) {
                repeats++;
                return;
            }
            int sequence = event.getInteger("sequence");
            Integer before = last.put(subject, sequence);
            if (event.getString("type").startsWith("message.") && sequence != (before == null ? 1 : before + 1)) {
                unordered++;
            }
        }
    }
}
