package io.emailservice.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.emailservice.testing.KafkaTopic;
import io.emailservice.testing.TestKafka;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class KafkaIT {
    @Test
    void aMessagesEventsAreInKafkaInTheirOrder() {
        try (TestKafka kafka = new TestKafka()) {
            kafka.start();
            try (ServiceScene scene = new ServiceScene(
                            false, "events: {kafka: {bootstrapServers: '" + kafka.bootstrapServers() + "'}}");
                    KafkaTopic topic = new KafkaTopic(kafka.bootstrapServers(), "email.events")) {
                String job = scene.enqueue(ServiceScene.request());
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> !scene.job(job, "finishedOn").isEmpty());
                String id = new JsonObject(scene.job(job, "returnvalue")).getString("messageId");

                List<JsonObject> events = topic.until(read -> read.size() == 2);
                assertThat(events).allSatisfy(event -> assertThat(event.getString("subject"))
                        .isEqualTo(id));
                assertThat(events)
                        .extracting(event -> event.getString("type"))
                        .containsExactly("message.accepted", "message.sent");
                assertThat(scene.body("/health/ready")).contains("kafka");
                assertThat(scene.body("/metrics")).contains("email_events_published_total{sink=\"kafka\"}");
            }
        }
    }
}
