package io.emailservice.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.Uuid7;
import io.emailservice.store.Replay;
import io.emailservice.store.SoftBounces;
import io.emailservice.store.Store;
import io.emailservice.store.StoreMetrics;
import io.emailservice.testing.TestPostgres;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The command on a database that another version has filled: it kept a post and made nothing of it. */
class ReplayProcessIT {
    private static final Uuid7 IDS = new Uuid7(Clock.systemUTC());
    private static final UUID MESSAGE = IDS.next();
    private static final UUID POST = IDS.next();
    private static final Replay.Span ALL = Replay.Span.of(Instant.EPOCH, Instant.parse("9999-01-01T00:00:00Z"));

    private static TestPostgres.Database database;

    @BeforeAll
    static void fill() {
        database = TestPostgres.database();
        Vertx vertx = Vertx.vertx();
        Store store = ServiceScene.get(Store.open(vertx, database.config(), Clock.systemUTC(), StoreMetrics.NONE));
        ServiceScene.get(store.close());
        ServiceScene.get(vertx.close());
        database.run("""
                INSERT INTO message (id, created_at, tenant, stream, queue, job_id, recipient, state, sequence, attempt,
                  attempt_at, updated_at, provider, request)
                VALUES ('%s', now(), 'default', 'bulk', 'email-bulk', '1', 'ann@example.com', 'sent', 0, 1, now(), now(),
                  'mailgun', '{}')""".formatted(MESSAGE));
        JsonObject event = new JsonObject()
                .put("event", "delivered")
                .put("id", "an-event")
                .put("timestamp", Instant.now().getEpochSecond())
                .put("recipient", "ann@example.com")
                .put("user-variables", new JsonObject().put("message-id", MESSAGE.toString()));
        database.run(
                """
                INSERT INTO webhook_post (id, received_at, source, account, content_type, body)
                VALUES ('%s', now(), 'mailgun', 'mailgun', 'application/json', convert_to('%s', 'UTF8'))""".formatted(POST, new JsonObject().put("event-data", event).encode()));
        database.run("UPDATE webhook_cursor SET tx = p.tx, id = p.id FROM webhook_post p");
    }

    @Test
    void showsThenAppliesThenHasNothingLeftToDo() {
        List<JsonObject> shown = replay(false);
        assertThat(shown).hasSize(2);
        assertThat(shown.get(0).getString("messageId")).isEqualTo(MESSAGE.toString());
        assertThat(shown.get(0).getJsonObject("state"))
                .isEqualTo(new JsonObject().put("before", "sent").put("after", "delivered"));
        assertThat(shown.get(0).encode()).doesNotContain("ann@example.com");
        assertThat(shown.get(1).getBoolean("applied")).isFalse();
        assertThat(database.value("SELECT state FROM message")).isEqualTo("sent");

        List<JsonObject> applied = replay(true);
        assertThat(applied.get(0)).isEqualTo(shown.get(0));
        assertThat(applied.get(1).getJsonObject("states").getInteger("sent to delivered"))
                .isEqualTo(1);
        assertThat(database.value("SELECT state FROM message")).isEqualTo("delivered");
        assertThat(database.value("SELECT data ->> 'replayed' FROM message_event WHERE type = 'message.delivered'"))
                .isEqualTo("true");

        List<JsonObject> again = replay(true);
        assertThat(again).hasSize(1);
        assertThat(again.get(0).getInteger("posts")).isEqualTo(1);
        assertThat(again.get(0).getInteger("messages")).isZero();
    }

    private static List<JsonObject> replay(boolean apply) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int code = new ReplayProcess(database.config(), SoftBounces.DEFAULTS, Clock.systemUTC())
                .run(ALL, apply, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        assertThat(code).isZero();
        return bytes.toString(StandardCharsets.UTF_8)
                .lines()
                .map(JsonObject::new)
                .toList();
    }
}
