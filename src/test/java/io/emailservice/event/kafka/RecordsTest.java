package io.emailservice.event.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

class RecordsTest {
    @Test
    void anEventIsACloudEventUnderItsSubject() {
        ProducerRecord<String, byte[]> record = new Records("email.events", 10_000).of(WavesTest.event("m-1", 3));

        assertThat(record.topic()).isEqualTo("email.events");
        assertThat(record.key()).isEqualTo("m-1");
        assertThat(new String(record.headers().lastHeader("content-type").value(), UTF_8))
                .isEqualTo("application/cloudevents+json; charset=UTF-8");
        JsonObject body = new JsonObject(Buffer.buffer(record.value()));
        assertThat(body.getString("specversion")).isEqualTo("1.0");
        assertThat(body.getString("partitionkey")).isEqualTo("m-1");
        assertThat(body.getInteger("sequence")).isEqualTo(3);
        assertThat(body.getJsonObject("data").getString("text")).hasSize(100);
    }

    @Test
    void anEventThatIsTooLargeKeepsItsPlaceAndLosesItsData() {
        ProducerRecord<String, byte[]> record = new Records("email.events", 300).of(WavesTest.event("m-1", 3));

        JsonObject body = new JsonObject(Buffer.buffer(record.value()));
        assertThat(body.getInteger("sequence")).isEqualTo(3);
        assertThat(body.getJsonObject("data"))
                .isEqualTo(new JsonObject()
                        .put("messageId", "m-1")
                        .put("tenant", "acme")
                        .put("truncated", true));
    }
}
