package io.emailservice.testing;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads a topic from its beginning. For one thread. */
public final class KafkaTopic implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final KafkaConsumer<String, byte[]> consumer;
    private final List<JsonObject> read = new ArrayList<>();

    public KafkaTopic(String bootstrapServers, String topic) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "group.protocol", "classic"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = List.of();
        for (long end = System.nanoTime() + PATIENCE.toNanos(); partitions.isEmpty() && System.nanoTime() < end; ) {
            partitions = consumer.partitionsFor(topic, PATIENCE).stream()
                    .map(part -> new TopicPartition(topic, part.partition()))
                    .toList();
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** All values so far, in an order that keeps that of each partition, once they are as wanted. */
    public List<JsonObject> until(Predicate<List<JsonObject>> wanted) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!wanted.test(read)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("after " + read.size() + " records the topic isn't as wanted");
            }
            for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                JsonObject event = new JsonObject(Buffer.buffer(record.value()));
                if (!record.key().equals(event.getString("subject"))) {
                    throw new AssertionError("the key isn't the subject: " + record.key());
                }
                read.add(event);
            }
        }
        return List.copyOf(read);
    }

    @Override
    public void close() {
        consumer.close(Duration.ofSeconds(1));
    }
}
