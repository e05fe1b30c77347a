package io.emailservice.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.emailservice.testing.TestPostgres;
import io.emailservice.testing.Valve;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * One running service whose parts go away and come back one after the other. It is never restarted; Kafka is away all the
 * time.
 */
class DegradedIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int PERMITS = 20;
    /** A claim that is on its way to delivery isn't counted among the permits yet; the queue's own limit holds for it, too. */
    private static final int MOST_CLAIMED = 50;

    private static final int MORE_THAN_THAT = 100;
    private static final Pattern IN_FLIGHT = Pattern.compile("email_lane_in_flight\\{[^}]*} (\\d+)");

    private final Map<String, Valve> valves = new HashMap<>();
    private final List<String> jobs = new ArrayList<>();
    private ServiceScene scene;
    private int messages;

    @BeforeEach
    void start() {
        scene = new ServiceScene(false, """
                health: {interval: 100ms, timeout: 500ms, stall: 2s}
                store: {statementTimeout: 2s, deadline: 3s}
                queue: {commandTimeout: 2s, drainDelay: 1s, claimBatch: 10, maxInFlight: %d}
                delivery:
                  inFlight: %d
                  backoff: 100ms
                  closedLaneDelay: 200ms
                  callWithin: 2s
                  uncertain: {interval: 200ms, horizon: 6s}
                  rules: [{name: main, use: [{account: mailgun}], fallback: [ses]}]
                providers:
                  mailgun: {timeout: 3s, connectTimeout: 1s, breaker: {window: 2s, minimumCalls: 3, failureRate: 0.5, openFor: 500ms}}
                  ses: {timeout: 3s, connectTimeout: 1s, breaker: {window: 2s, minimumCalls: 3, failureRate: 0.5, openFor: 500ms}}
                sweep: {every: 200ms, after: 1s, behind: 200ms, lead: 2s}
                events: {kafka: {bootstrapServers: '127.0.0.1:1'}}
                """.formatted(MOST_CLAIMED, PERMITS), (part, port) -> valves.computeIfAbsent(
                        part, fresh -> new Valve(port))
                .port());
    }

    @AfterEach
    void stop() {
        valves.values().forEach(Valve::open);
        scene.close();
        valves.values().forEach(Valve::close);
    }

    @Test
    void losesNothingAndRecoversByItselfWhateverIsAway() {
        awaitReady();
        enqueue(20);
        awaitAllSent();

        postgresAway();
        redisAway();
        oneProviderAway();
        bothProvidersAway();
        diskFull();
        readOnly();
        postgresSlow();
        redisSlow();
        everythingSlow();

        assertThat(scene.twinSummary().getLong("repeats")).isZero();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        scene.database.rows("SELECT state, count(*) FROM message GROUP BY state"))
                .containsExactly("sent|" + messages));
        assertThat(scene.database.value("SELECT count(*) FROM message_event WHERE type = 'message.sent'"))
                .isEqualTo(String.valueOf(messages));
    }

    private void postgresAway() {
        valve("postgres").shut();
        enqueue(MORE_THAN_THAT);
        awaitNotReady("postgres");
        assertInFlightIsBounded();
        valve("postgres").open();
        awaitAllSent();
        awaitReady();
    }

    private void redisAway() {
        valve("redis").shut();
        awaitNotReady("redis");
        assertThat(post(ServiceScene.request()).statusCode()).isEqualTo(202);
        valve("redis").open();
        awaitReady();
        enqueue(20);
        awaitAllSent();
        messages++;
    }

    private void oneProviderAway() {
        valve("mailgun").shut();
        enqueue(20);
        awaitAllSent();
        awaitReady();
        valve("mailgun").open();
    }

    private void bothProvidersAway() {
        valve("mailgun").shut();
        valve("ses").shut();
        enqueue(20);
        await().atMost(PATIENCE).until(() -> !scene.database
                .value("SELECT count(*) FROM message_event WHERE type = 'provider.opened'")
                .equals("0"));
        awaitReady();
        valve("mailgun").open();
        valve("ses").open();
        awaitAllSent();
    }

    /** PostgreSQL answers questions as always, and fails what adds rows as it does when a file can't grow. */
    private void diskFull() {
        scene.database.run("""
                CREATE FUNCTION disk_full() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$""");
        scene.database.run("CREATE TRIGGER disk_full BEFORE INSERT ON message_event EXECUTE FUNCTION disk_full()");
        enqueue(MORE_THAN_THAT);
        awaitNotReady("writes");
        assertInFlightIsBounded();
        scene.database.run("DROP TRIGGER disk_full ON message_event");
        awaitAllSent();
        awaitReady();
    }

    /** As after a failover that left us with the replica. */
    private void readOnly() {
        makeReadOnly(true);
        enqueue(MORE_THAN_THAT);
        awaitNotReady("writes");
        assertInFlightIsBounded();
        makeReadOnly(false);
        awaitAllSent();
        awaitReady();
    }

    /** For all sessions, so those that are there must be made anew. */
    private void makeReadOnly(boolean readOnly) {
        String name = scene.database.name();
        TestPostgres.Database admin = new TestPostgres.Database(scene.database.server(), "postgres");
        admin.run("ALTER DATABASE " + name + " SET default_transaction_read_only = " + readOnly);
        admin.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
    }

    private void postgresSlow() {
        valve("postgres").slow(600);
        enqueue(MORE_THAN_THAT);
        awaitNotReady("postgres");
        assertInFlightIsBounded();
        valve("postgres").open();
        awaitAllSent();
        awaitReady();
    }

    private void redisSlow() {
        valve("redis").slow(600);
        awaitNotReady("redis");
        valve("redis").open();
        enqueue(20);
        awaitAllSent();
        awaitReady();
    }

    /** Slower than usual, but not so that anything gives up: all goes on, and is ready again by itself. */
    private void everythingSlow() {
        valves.values().forEach(valve -> valve.slow(100));
        enqueue(MORE_THAN_THAT);
        await().atMost(PATIENCE).untilAsserted(this::assertInFlightIsBounded);
        awaitAllSent();
        valves.values().forEach(Valve::open);
        awaitReady();
    }

    private Valve valve(String part) {
        return Objects.requireNonNull(valves.get(part), part);
    }

    private void enqueue(int count) {
        for (int i = 0; i < count; i++) {
            jobs.add(scene.enqueue(ServiceScene.request()));
        }
        messages += count;
    }

    private void awaitAllSent() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            jobs.removeIf(job -> scene.job(job, "returnvalue").contains("\"status\":\"sent\""));
            assertThat(jobs).isEmpty();
        });
    }

    private void awaitReady() {
        await().atMost(PATIENCE).until(() -> ready().getString("status").equals("up"));
    }

    /** Not ready, and the answer says whose fault it is. */
    private void awaitNotReady(String part) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonObject report = ready();
            assertThat(report.getString("status")).isEqualTo("down");
            assertThat(report.getJsonArray("parts").stream()
                            .map(JsonObject.class::cast)
                            .filter(one -> !one.getBoolean("ok"))
                            .map(one -> one.getString("name")))
                    .contains(part);
        });
    }

    private void assertInFlightIsBounded() {
        Matcher lanes = IN_FLIGHT.matcher(scene.body("/metrics"));
        int inFlight = 0;
        while (lanes.find()) {
            inFlight += Integer.parseInt(lanes.group(1));
        }
        assertThat(inFlight).isBetween(1, MOST_CLAIMED);
    }

    private JsonObject ready() {
        return new JsonObject(scene.body("/health/ready"));
    }

    private HttpResponse<Buffer> post(JsonObject request) {
        return ServiceScene.get(scene.web
                .postAbs("http://127.0.0.1:" + scene.service.port() + "/v1/messages")
                .bearerTokenAuthentication("key-of-a-test-run")
                .sendJsonObject(request));
    }
}
