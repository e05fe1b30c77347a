package io.emailservice.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class BusSinkTest {
    @Test
    void everyEventIsACloudEventOnTheCommonAddressAndOnThatOfItsType(Vertx vertx) {
        List<JsonObject> common = listen(vertx, "email.events");
        List<JsonObject> sent = listen(vertx, "email.events.message.sent");
        List<JsonObject> bounced = listen(vertx, "email.events.message.bounced");

        assertThat(new BusSink(vertx.eventBus())
                        .publish(List.of(Events.event(1), Events.event(2)))
                        .succeeded())
                .isTrue();

        await().until(() -> common.size() == 2 && sent.size() == 2);
        JsonObject cloudEvent = new JsonObject()
                .put("specversion", "1.0")
                .put("id", "01990000-0000-7000-0000-000000000001")
                .put("source", "/email-service/acme")
                .put("type", "message.sent")
                .put("subject", "01990000-0000-7000-8000-000000000000")
                .put("time", "2026-01-01T00:00:00Z")
                .put("datacontenttype", "application/json")
                .put("sequence", 1)
                .put("partitionkey", "01990000-0000-7000-8000-000000000000")
                .put("data", new JsonObject().put("attempt", 1));
        assertThat(common).first().isEqualTo(cloudEvent);
        assertThat(common).extracting(event -> event.getInteger("sequence")).containsExactly(1, 2);
        assertThat(sent).isEqualTo(common);
        assertThat(bounced).isEmpty();
    }

    @Test
    void nobodyNeedsToListen(Vertx vertx) {
        BusSink sink = new BusSink(vertx.eventBus());

        assertThat(sink.publish(List.of(Events.event(1))).succeeded()).isTrue();
        assertThat(sink.name()).isEqualTo("bus");
    }

    private static List<JsonObject> listen(Vertx vertx, String address) {
        List<JsonObject> heard = new CopyOnWriteArrayList<>();
        vertx.eventBus().<JsonObject>consumer(address, message -> heard.add(message.body()));
        return heard;
    }
}
