package io.emailservice.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultsIT {
    private static TwinClient twin;

    @BeforeAll
    static void start() {
        twin = TwinClient.start();
    }

    @AfterAll
    static void stop() {
        twin.close();
    }

    @BeforeEach
    void forget() {
        assertThat(twin.delete("/twin").statusCode()).isEqualTo(200);
    }

    @Test
    void throttlesWithTheWaitInSeconds() {
        play("{\"provider\":\"mailgun\",\"effect\":{\"type\":\"throttle\",\"wait\":\"90s\"}}");

        HttpResponse<String> answer = send("m");

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(TwinClient.json(answer).get("message").asText())
                .isEqualTo("Domain mail.example.com is not allowed to send: request limit exceeded,"
                        + " try again after 90 seconds");
        assertThat(answer.headers().firstValue("retry-after")).isEmpty();
    }

    @Test
    void throttlesWithADateAndHeaders() {
        play(
                "{\"provider\":\"mailgun\",\"effect\":{\"type\":\"throttle\",\"limit\":\"recipient\",\"text\":\"date\",\"headers\":true}}");

        HttpResponse<String> answer = send("m");

        assertThat(answer.body())
                .containsPattern(
                        "recipient limit exceeded, try again after \\w{3}, \\d\\d \\w{3} \\d{4} [\\d:]{8} UTC");
        assertThat(answer.headers().firstValue("retry-after")).hasValue("120");
        assertThat(answer.headers().firstValue("x-ratelimit-reset")).isPresent();
    }

    @Test
    void failsBeforeAcceptingWithAGatewayPage() {
        play("{\"effect\":{\"type\":\"error\",\"status\":502,\"body\":\"html\"}}");

        HttpResponse<String> answer = send("m");

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.headers().firstValue("content-type")).hasValue("text/html");
        assertThat(answer.body()).contains("502 Bad Gateway");
        assertThat(summary("/accepted")).isZero();
        assertThat(summary("/refused/502")).isEqualTo(1);
    }

    @Test
    void failsAfterAcceptingAndShowsItAsUnanswered() {
        play("{\"effect\":{\"type\":\"error\",\"accepted\":true}}");

        HttpResponse<String> answer = send("m");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(TwinClient.json(answer).get("message").asText()).isEqualTo("Internal Server Error");
        assertThat(summary("/accepted")).isEqualTo(1);
        assertThat(summary("/unanswered")).isEqualTo(1);
        assertThat(twin.json("/twin/messages/m").at("/acceptances/0/answered").asBoolean())
                .isFalse();
    }

    @Test
    void cutsTheConnectionBeforeOrAfterAccepting() {
        play("{\"effect\":{\"type\":\"reset\"}}");
        assertThatThrownBy(() -> send("before")).hasRootCauseInstanceOf(IOException.class);
        play("{\"effect\":{\"type\":\"reset\",\"accepted\":true}}");
        assertThatThrownBy(() -> send("after")).hasRootCauseInstanceOf(IOException.class);

        assertThat(twin.get("/twin/messages/before").statusCode()).isEqualTo(404);
        assertThat(twin.get("/twin/messages/after").statusCode()).isEqualTo(200);
        assertThat(summary("/refused/0")).isEqualTo(1);
        assertThat(summary("/unanswered")).isEqualTo(1);
    }

    @Test
    void acceptsWithoutEverAnswering() {
        play("{\"effect\":{\"type\":\"hang\"}}");

        assertThatThrownBy(() -> twin.send(twin.request("/v3/mail.example.com/messages")
                        .timeout(Duration.ofMillis(300))
                        .header("Authorization", TwinClient.basic("key-test"))
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofString(form("m")))))
                .hasCauseInstanceOf(HttpTimeoutException.class);

        assertThat(summary("/unanswered")).isEqualTo(1);
    }

    @Test
    void countsAMessageWhoseClientHasGoneAsUnanswered() {
        play("{\"effect\":{\"type\":\"latency\",\"fixed\":\"600ms\"}}");

        assertThatThrownBy(() -> twin.send(twin.request("/v3/mail.example.com/messages")
                        .timeout(Duration.ofMillis(200))
                        .header("Authorization", TwinClient.basic("key-test"))
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofString(form("m")))))
                .hasCauseInstanceOf(HttpTimeoutException.class);
        assertThat(send("n").statusCode()).isEqualTo(200);

        assertThat(summary("/accepted")).isEqualTo(2);
        assertThat(summary("/unanswered")).isEqualTo(1);
    }

    @Test
    void letsABodyTrickle() {
        play("{\"effect\":{\"type\":\"slow-body\",\"over\":\"400ms\"}}");
        long start = System.nanoTime();

        HttpResponse<String> answer = send("m");

        assertThat(TwinClient.json(answer).get("message").asText()).isEqualTo("Queued. Thank you.");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(300));
        assertThat(summary("/unanswered")).isZero();
    }

    @Test
    void addsDelaysUpAndStillPlaysTheFirstEffect() {
        play("{\"effect\":{\"type\":\"latency\",\"fixed\":\"100ms\"}},"
                + "{\"effect\":{\"type\":\"latency\",\"min\":\"100ms\",\"max\":\"101ms\"}},"
                + "{\"effect\":{\"type\":\"refuse\",\"status\":402,\"message\":\"Payment required\"}}");
        long start = System.nanoTime();

        HttpResponse<String> answer = send("m");

        assertThat(answer.statusCode()).isEqualTo(402);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(199));
    }

    @Test
    void answersABrokenMessageOnItsMeritsEvenIfAFaultWouldAccept() {
        play("{\"effect\":{\"type\":\"hang\"}}");

        assertThat(twin.post("/v3/mail.example.com/messages", "from=a@b.c").statusCode())
                .isEqualTo(400);
    }

    @Test
    void hitsEverySecondRequestAtMostTwice() {
        play("{\"every\":2,\"count\":2,\"effect\":{\"type\":\"error\",\"status\":503}}");

        StringBuilder statuses = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            statuses.append(send("m" + i).statusCode()).append(' ');
        }

        assertThat(statuses.toString().strip()).isEqualTo("200 503 200 503 200 200 200 200");
        assertThat(twin.json("/twin/faults").at("/hits/0").asInt()).isEqualTo(2);
    }

    @Test
    void hitsTheEventsRouteOnlyWhenAsked() {
        play("{\"on\":\"read\",\"provider\":\"mailgun\",\"effect\":{\"type\":\"error\"}}");

        assertThat(twin.get("/v3/mail.example.com/events").statusCode()).isEqualTo(500);
        assertThat(send("m").statusCode()).isEqualTo(200);
    }

    @Test
    void namesEveryProblemOfAScriptAndKeepsTheOldOne() {
        play("{\"effect\":{\"type\":\"error\"}}");

        HttpResponse<String> refused = twin.put(
                "/twin/faults",
                "[{\"share\":2,\"effect\":{\"type\":\"error\",\"status\":200,\"boddy\":1}},"
                        + "{\"provider\":\"sendgrid\",\"effect\":{\"type\":\"explode\"}},"
                        + "{\"provider\":\"ses\",\"effect\":{\"type\":\"throttle\",\"limit\":\"bytes\"}},"
                        + "{\"effect\":{\"type\":\"latency\",\"p50\":\"1s\"}}]");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(TwinClient.json(refused).get("problems"))
                .extracting(JsonNode::asText)
                .anyMatch(problem -> problem.startsWith("[0].share: "))
                .anyMatch(problem -> problem.startsWith("[0].effect.status: "))
                .anyMatch(problem -> problem.startsWith("[0].effect.boddy: "))
                .anyMatch(problem -> problem.startsWith("[1].provider: "))
                .anyMatch(problem -> problem.startsWith("[1].effect.type: "))
                .anyMatch(problem -> problem.startsWith("[2].effect.limit: "))
                .anyMatch(problem -> problem.startsWith("[3].effect.p99: "))
                .hasSize(7);
        assertThat(send("m").statusCode()).isEqualTo(500);
        assertThat(twin.put("/twin/faults", "no json").statusCode()).isEqualTo(400);
    }

    @Test
    void endsWithTheScript() {
        play("{\"effect\":{\"type\":\"error\"}}");
        assertThat(twin.delete("/twin/faults").statusCode()).isEqualTo(200);

        assertThat(send("m").statusCode()).isEqualTo(200);
    }

    private static void play(String rules) {
        HttpResponse<String> put = twin.put("/twin/faults", "[" + rules + "]");
        assertThat(put.body()).isEqualTo("{\"done\":true}");
    }

    private static HttpResponse<String> send(String id) {
        return twin.post("/v3/mail.example.com/messages", form(id));
    }

    private static String form(String id) {
        return TwinClient.form(
                "from", "f@x.example", "to", "t@x.example", "subject", "s", "text", "t", "v:message-id", id);
    }

    private static int summary(String pointer) {
        return twin.json("/twin/summary").at(pointer).asInt();
    }
}
