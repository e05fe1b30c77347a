package io.emailservice.twin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.emailservice.twin.ledger.LedgerLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ControlIT {
    private static TwinClient twin;

    @BeforeAll
    static void start() {
        LedgerLimits limits = new LedgerLimits(10, 16, 3, 1);
        twin = TwinClient.start(TwinConfig.DEFAULTS.with(limits), Clock.systemUTC());
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
    void countsAndListsRepeatedAcceptances() {
        String repeated = UUID.randomUUID().toString();
        send(repeated);
        send("other");
        send(repeated);
        send(repeated);
        assertThat(twin.sendForm("from", "f@x.example", "to", "t@x.example").statusCode())
                .isEqualTo(400);

        assertThat(twin.json("/twin/summary").toString())
                .isEqualTo("{\"accepted\":4,\"distinct\":2,\"repeats\":2,\"unanswered\":0,"
                        + "\"byProvider\":{\"mailgun\":4},\"refused\":{\"400\":1}}");
        JsonNode repeats = twin.json("/twin/repeats");
        assertThat(repeats.get("total").asInt()).isEqualTo(2);
        assertThat(repeats.get("messages")).hasSize(1);
        assertThat(repeats.at("/messages/0/id").asText()).isEqualTo(repeated);
        assertThat(repeats.at("/messages/0/acceptances")).hasSize(3);
    }

    @Test
    void findsMessagesByIdAndByRecipient() {
        send("m-1");
        send("m-2");

        assertThat(twin.json("/twin/messages/m-2")
                        .at("/acceptances/0/recipients/0")
                        .asText())
                .isEqualTo("t@x.example");
        assertThat(twin.json("/twin/messages?recipient=T@x.example").get("messages"))
                .hasSize(2);
        assertThat(twin.json("/twin/messages?recipient=T@x.example&limit=1")
                        .at("/messages/0/id")
                        .asText())
                .isEqualTo("m-2");
        assertThat(twin.get("/twin/messages/m-3").statusCode()).isEqualTo(404);
        assertThat(twin.get("/twin/messages").statusCode()).isEqualTo(400);
    }

    @Test
    void keepsOnlyTheNewestPayloads() {
        for (int i = 0; i < 4; i++) {
            send("m-" + i);
        }

        HttpResponse<String> payload = twin.get("/twin/messages/m-3/payload");
        assertThat(payload.body()).isEqualTo(form("m-3"));
        assertThat(payload.headers().firstValue("content-type")).hasValue("application/x-www-form-urlencoded");
        assertThat(twin.get("/twin/messages/m-1/payload").statusCode()).isEqualTo(200);
        assertThat(twin.get("/twin/messages/m-0/payload").statusCode()).isEqualTo(404);
    }

    @Test
    void refusesRatherThanForgets() {
        for (int i = 0; i < 10; i++) {
            assertThat(send("m-" + i).statusCode()).isEqualTo(200);
        }

        HttpResponse<String> refused = send("m-10");

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("the record of the twin is full");
        assertThat(twin.get("/twin/messages/m-0").statusCode()).isEqualTo(200);
        assertThat(twin.json("/twin/record").get("hasRoom").asBoolean()).isFalse();
    }

    @Test
    void takesPackedBodies() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
            gzip.write(form("packed").getBytes(StandardCharsets.UTF_8));
        }
        HttpRequest.Builder request = twin.request("/v3/mail.example.com/messages")
                .header("Authorization", TwinClient.basic("key-test"))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Content-Encoding", "gzip");

        assertThat(twin.send(request.POST(HttpRequest.BodyPublishers.ofByteArray(packed.toByteArray())))
                        .statusCode())
                .isEqualTo(200);
        assertThat(twin.send(request.POST(HttpRequest.BodyPublishers.ofString("not packed")))
                        .statusCode())
                .isEqualTo(400);
        assertThat(twin.get("/twin/messages/packed").statusCode()).isEqualTo(200);
    }

    @Test
    void refusesABodyBeyondTheLimit() {
        HttpResponse<String> refused = twin.send(twin.request("/v3/mail.example.com/messages")
                .header("Authorization", TwinClient.basic("key-test"))
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[TwinServer.LARGEST_BODY + 1])));

        assertThat(refused.statusCode()).isEqualTo(413);
        assertThat(refused.body()).contains("request size exceeds 52.4MiB limit");
    }

    @Test
    void answersManyRequestsOnOneConnectionInTheirOrder() throws IOException {
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 3; i++) {
            String form = form("kept-" + i) + "&h:Message-Id=kept-" + i + "%40x.example";
            requests.append("POST /v3/mail.example.com/messages HTTP/1.1\r\nhost: twin\r\nconnection: keep-alive\r\n")
                    .append("authorization: ")
                    .append(TwinClient.basic("key-test"))
                    .append("\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: ")
                    .append(form.length())
                    .append("\r\n\r\n")
                    .append(form);
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), twin.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(requests.toString().getBytes(StandardCharsets.US_ASCII));
            StringBuilder answers = new StringBuilder();
            byte[] chunk = new byte[4_096];
            while (!answers.toString().contains("kept-2@x.example")) {
                int read = socket.getInputStream().read(chunk);
                assertThat(read).isPositive();
                answers.append(new String(chunk, 0, read, StandardCharsets.US_ASCII));
            }
            assertThat(answers.toString())
                    .containsSubsequence("200 OK", "<kept-0@", "200 OK", "<kept-1@", "200 OK", "<kept-2@");
        }
    }

    @Test
    void namesWhatIsWrongWithSettings() {
        HttpResponse<String> refused =
                twin.put("/twin/settings", "{\"mailgun\":{\"eventDelay\":\"soon\"},\"ses\":{\"rate\":1}}");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(TwinClient.json(refused).get("problems")).hasSize(2);
        assertThat(twin.json("/twin/settings").at("/mailgun/eventDelay").asText())
                .isEqualTo("0ms");
    }

    @Test
    void knowsNoOtherRoutes() {
        assertThat(twin.get("/twin/nothing").statusCode()).isEqualTo(404);
        assertThat(twin.get("/v3/mail.example.com/nothing").statusCode()).isEqualTo(404);
        assertThat(twin.get("/v3").statusCode()).isEqualTo(404);
        assertThat(twin.get("/").statusCode()).isEqualTo(404);
    }

    @CanIgnoreReturnValue
    private static HttpResponse<String> send(String id) {
        return twin.post("/v3/mail.example.com/messages", form(id));
    }

    private static String form(String id) {
        return TwinClient.form(
                "from", "f@x.example", "to", "t@x.example", "subject", "s", "text", "t", "v:message-id", id);
    }
}
