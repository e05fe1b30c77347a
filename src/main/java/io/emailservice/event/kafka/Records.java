package io.emailservice.event.kafka;

import io.emailservice.event.PublishedEvent;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Makes Kafka's records of events: CloudEvents in structured mode, the subject as key. Safe from any thread. */
record Records(String topic, int maxBytes) {
    private static final List<Header> HEADERS = List.of(new RecordHeader(
            "content-type", "application/cloudevents+json; charset=UTF-8".getBytes(StandardCharsets.US_ASCII)));

    ProducerRecord<String, byte[]> of(PublishedEvent event) {
        byte[] body = body(event);
        return new ProducerRecord<>(
                topic, null, event.subject(), body.length <= maxBytes ? body : body(shortened(event)), HEADERS);
    }

    private static byte[] body(PublishedEvent event) {
        return event.toCloudEvent().toBuffer().getBytes();
    }

    /** An event that no broker would take must not hold up all others; its place in the sequence is kept. */
    private static PublishedEvent shortened(PublishedEvent event) {
        return event.with(new JsonObject()
                .put("messageId", event.data().getValue("messageId"))
                .put("tenant", event.tenant())
                .put("truncated", true));
    }
}
