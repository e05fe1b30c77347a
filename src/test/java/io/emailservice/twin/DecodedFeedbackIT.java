package io.emailservice.twin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.emailservice.message.Feedback;
import io.emailservice.message.FeedbackKind;
import io.emailservice.provider.FeedbackDecoder;
import io.emailservice.provider.FeedbackReading;
import io.emailservice.provider.mailgun.MailgunFeedback;
import io.emailservice.provider.ses.SesFeedback;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the twin posts, read by the service's own decoders: they must find just what the twin holds for true. */
class DecodedFeedbackIT {
    private static final int MESSAGES = 60;
    private static final String RATES =
            "{\"rates\":{\"deferred\":0.3,\"rejected\":0.1,\"bouncedHard\":0.2,\"bouncedSoft\":0.2,\"bouncedLate\":0.2,"
                    + "\"opened\":0.5,\"clicked\":0.5,\"unsubscribed\":0.3,\"complained\":0.3},"
                    + "\"delay\":{\"min\":\"1ms\",\"max\":\"10ms\"},\"speedup\":1000,";

    private static TwinClient twin;
    private static Receiver receiver;

    @BeforeAll
    static void start() {
        twin = TwinClient.start(SesSendIT.withoutVerification(), Clock.systemUTC());
        receiver = new Receiver();
    }

    @AfterAll
    static void stop() {
        receiver.close();
        twin.close();
    }

    @BeforeEach
    void forget() {
        assertThat(twin.delete("/twin").statusCode()).isEqualTo(200);
        receiver.forget();
    }

    @Test
    void ofMailgunAreReadAsTheyWereMeant() {
        put(RATES + "\"webhooks\":[{\"url\":\"" + receiver.url() + "\"}]}");
        for (int i = 0; i < MESSAGES; i++) {
            HttpResponse<String> sent = twin.sendForm(
                    "from", "f@x.example", "to", "t@x.example", "subject", "s", "text", "t", "v:message-id", id(i));
            assertThat(sent.statusCode()).isEqualTo(200);
        }
        settle();

        assertThat(heard(new MailgunFeedback())).isEqualTo(truth());
    }

    @Test
    void ofSesAreReadAsTheyWereMeant() {
        put(RATES + "\"subscriptions\":[{\"url\":\"" + receiver.url() + "\",\"raw\":true}]}");
        await().until(() -> !receiver.posts().isEmpty());
        String token = receiver.posts().get(0).json().get("Token").asText();
        assertThat(twin.get("/?Action=ConfirmSubscription&Token=" + token).statusCode())
                .isEqualTo(200);
        receiver.forget();
        for (int i = 0; i < MESSAGES; i++) {
            sendToSes(id(i));
        }
        settle();

        assertThat(heard(new SesFeedback())).isEqualTo(truth());
    }

    private static Map<String, Set<String>> heard(FeedbackDecoder decoder) {
        Map<String, Set<String>> heard = new HashMap<>();
        for (Receiver.Post post : receiver.posts()) {
            FeedbackReading reading = decoder.decode(post.body().getBytes(UTF_8), null);
            assertThat(reading).as(post.body()).isInstanceOf(FeedbackReading.Events.class);
            for (Feedback feedback : ((FeedbackReading.Events) reading).feedback()) {
                assertThat(feedback.recipient()).as(post.body()).isEqualTo("t@x.example");
                heard.computeIfAbsent(String.valueOf(feedback.messageId()), id -> new HashSet<>())
                        .add(label(feedback));
            }
        }
        return heard;
    }

    private static String label(Feedback feedback) {
        return feedback.kind() == FeedbackKind.BOUNCED
                ? feedback.hardBounce() ? "bounced-hard" : "bounced-soft"
                : feedback.kind().wire();
    }

    private static Map<String, Set<String>> truth() {
        Map<String, Set<String>> truth = new HashMap<>();
        for (JsonNode line : TwinClient.lines(twin.get("/twin/truth"))) {
            Set<String> accepted = new HashSet<>();
            line.get("accepted").forEach(label -> accepted.add(label.asText()));
            truth.put(line.get("id").asText(), accepted);
        }
        assertThat(truth).hasSize(MESSAGES);
        return truth;
    }

    private static void sendToSes(String id) {
        String raw = "From: f@x.example\r\nTo: t@x.example\r\nSubject: s\r\n\r\nHello";
        String body = "{\"Content\":{\"Raw\":{\"Data\":\""
                + Base64.getEncoder().encodeToString(raw.getBytes(UTF_8))
                + "\"}},\"EmailTags\":[{\"Name\":\"message-id\",\"Value\":\"" + id + "\"}]}";
        HttpResponse<String> sent = twin.send(twin.request("/v2/email/outbound-emails")
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIATWINEXAMPLE/20260101/us-east-1/ses/aws4_request,"
                                + " SignedHeaders=host;x-amz-date, Signature=" + "0".repeat(64))
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(200);
    }

    private static String id(int number) {
        return new UUID(0x1234_5678_0000_7000L, 0x8000_0000_0000_0000L | number).toString();
    }

    private static void put(String script) {
        HttpResponse<String> answer = twin.put("/twin/feedback", script);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static void settle() {
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    JsonNode posts = twin.json("/twin/feedback").get("posts");
                    return posts.get("waiting").asInt() == 0
                            && posts.get("inFlight").asInt() == 0;
                });
    }
}
