package io.emailservice.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.emailservice.testing.Corpus;
import io.emailservice.testing.ScriptedServer;
import io.emailservice.testing.Sections;
import io.emailservice.testing.TestClock;
import io.emailservice.twin.TwinClient;
import io.emailservice.twin.TwinConfig;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Posts of SNS: genuine ones of the twin, forged ones of ours. */
class SesPostsIT {
    private static final String TOPIC = "arn:aws:sns:us-east-1:123456789012:ses-feedback";
    private static final String SECRET = "a-secret-of-20-bytes";

    private final TwinClient twin =
            TwinClient.start(Sections.read("ses: {verifySignatures: false}", TwinConfig::from), Clock.systemUTC());
    private final PostScene scene = new PostScene(
            "ses: {topics: ['" + TOPIC + "'], rawSecret: " + SECRET + ", insecureStandIn: 'http://127.0.0.1:"
                    + twin.port() + "'}",
            Clock.systemUTC());

    @AfterEach
    void stop() {
        scene.close();
        twin.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void confirmsItsTopicAndKeepsWhatItPosts(int version) {
        subscribe("\"url\":\"" + scene.url("/webhooks/ses/ses-main") + "\",\"version\":" + version);
        send("m-1");
        await().until(() -> scene.inbox.kept().size() == 2);

        assertThat(scene.notes.measured).contains("ses confirmed", "ses HTTP NEW");
        assertThat(scene.inbox.kept()).allSatisfy(post -> {
            assertThat(post.account()).isEqualTo("ses-main");
            assertThat(post.contentType()).startsWith("text/plain");
            assertThat(post.key()).isEqualTo(new JsonObject(post.body()).getString("MessageId"));
        });
    }

    @Test
    void refusesWhatWasChangedOnTheWay() {
        subscribe("\"url\":\"" + scene.url("/webhooks/ses") + "\",\"version\":2");
        send("m-1");
        await().until(() -> scene.inbox.kept().size() == 2);
        String genuine = scene.inbox.kept().get(0).body().toString();

        assertThat(scene.post("/webhooks/ses", genuine)).isEqualTo(200);
        assertThat(scene.post(
                        "/webhooks/ses",
                        new JsonObject(genuine).put("Message", "{}").encode()))
                .isEqualTo(403);
        assertThat(scene.post(
                        "/webhooks/ses",
                        new JsonObject(genuine).put("SignatureVersion", "1").encode()))
                .isEqualTo(403);
        assertThat(scene.inbox.kept()).hasSize(2);
        assertThat(scene.notes.measured).contains("ses HTTP REPEAT", "ses refused bad_signature");
    }

    @Test
    void tellsAnOperatorWhenATopicEndsItsPosts() {
        subscribe("\"url\":\"" + scene.url("/webhooks/ses/ses-main") + "\",\"version\":2");
        send("m-1");
        await().until(() -> scene.inbox.kept().size() == 2);
        String end = new JsonObject(scene.inbox.kept().get(0).body()).getString("UnsubscribeURL");

        HttpResponse<String> ended =
                twin.send(HttpRequest.newBuilder(URI.create(end)).GET());

        assertThat(ended.statusCode()).isEqualTo(200);
        await().until(() -> !scene.notes.alerts.isEmpty());
        assertThat(scene.notes.alerts).containsExactly("ses ses-main unsubscribed " + TOPIC);
        assertThat(scene.notes.measured.stream().filter("ses confirmed"::equals))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://sns.us-east-1.amazonaws.com.evil.example/SimpleNotificationService-ab.pem",
                "https://s3.amazonaws.com/SimpleNotificationService-ab.pem",
                "https://sns.us-east-1.amazonaws.com@127.0.0.1/SimpleNotificationService-ab.pem",
                "https://sns.us-east-1.amazonaws.com:8443/SimpleNotificationService-ab.pem",
                "http://sns.us-east-1.amazonaws.com/SimpleNotificationService-ab.pem",
                "https://sns.us-east-1.amazonaws.com/../SimpleNotificationService-ab.pem",
                "https://sns.us-east-1.amazonaws.com/x/SimpleNotificationService-ab.pem",
                "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-ab.pem?x=1",
                "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-ab.pem#x",
                "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-ab.pem",
                "file:///etc/passwd",
                ""
            })
    void fetchesNoCertificateFromElsewhere(String url) {
        try (PostScene real = new PostScene("ses: {topics: ['" + TOPIC + "']}", Clock.systemUTC())) {
            assertThat(real.post("/webhooks/ses", envelope(TOPIC, url))).isEqualTo(403);
            assertThat(real.notes.measured).containsExactly("ses refused bad_certificate_url");
        }
    }

    @Test
    void followsNoRedirect() {
        try (ScriptedServer aside = new ScriptedServer((request, connection) ->
                connection.respond(302, "text/plain", "", "Location: http://127.0.0.1:" + twin.port() + "/x.pem"))) {
            String config = "ses: {topics: ['" + TOPIC + "'], insecureStandIn: '" + aside.url() + "'}";
            try (PostScene redirected = new PostScene(config, Clock.systemUTC())) {
                String url = aside.url() + "/SimpleNotificationService-ab.pem";
                assertThat(redirected.post("/webhooks/ses", envelope(TOPIC, url)))
                        .isEqualTo(503);
                assertThat(redirected.notes.measured).containsExactly("ses refused unchecked");
            }
            assertThat(aside.requests()).hasSize(1);
        }
    }

    @Test
    void refusesTopicsOfOthersAndWhatIsNoEnvelope() {
        String other = "arn:aws:sns:us-east-1:999999999999:ses-feedback";
        String genuine = envelope(TOPIC, "https://x");

        assertThat(scene.post("/webhooks/ses", envelope(other, "https://x"))).isEqualTo(403);
        assertThat(scene.post("/webhooks/ses", genuine.substring(0, 80))).isEqualTo(400);
        assertThat(scene.post("/webhooks/ses", "")).isEqualTo(400);
        assertThat(scene.post("/webhooks/ses", "\0{}")).isEqualTo(400);
        assertThat(scene.post("/webhooks/ses", "{\"Type\":{},\"Message\":[1],\"TopicArn\":7}"))
                .isEqualTo(400);
        assertThat(scene.post("/webhooks/ses", "{\"eventType\":\"Delivery\"}")).isEqualTo(400);
        assertThat(scene.inbox.kept()).isEmpty();
        assertThat(scene.notes.measured).contains("ses refused unknown_topic", "ses refused malformed");
    }

    @Test
    void takesRawDeliveryOnlyWithTheSecret() {
        String event = "{\"eventType\":\"Delivery\"}";
        String[] raw = {"x-amz-sns-rawdelivery", "true", "x-amz-sns-message-id", "id-1", "x-amz-sns-topic-arn", TOPIC};
        String[] foreign = {"x-amz-sns-rawdelivery", "true", "x-amz-sns-topic-arn", TOPIC + "-2"};

        assertThat(scene.post("/webhooks/ses", event, raw)).isEqualTo(403);
        assertThat(scene.post("/webhooks/ses?token=wrong", event, raw)).isEqualTo(403);
        assertThat(scene.post("/webhooks/ses?token=" + SECRET, event, foreign)).isEqualTo(403);
        assertThat(scene.inbox.kept()).isEmpty();
        assertThat(scene.post("/webhooks/ses?token=" + SECRET, event, raw)).isEqualTo(200);
        assertThat(scene.post("/webhooks/ses", event, "X-Webhook-Token", SECRET, raw[0], raw[1]))
                .isEqualTo(200);
        assertThat(scene.inbox.kept())
                .extracting(RawPost::key)
                .hasSize(2)
                .first()
                .isEqualTo("id-1");
    }

    @Test
    void takesNothingUntilTopicsAreConfigured() {
        try (PostScene unset = new PostScene("{}", Clock.systemUTC())) {
            assertThat(unset.post("/webhooks/ses", envelope(TOPIC, "https://x")))
                    .isEqualTo(503);
            assertThat(unset.post("/webhooks/mailgun", "{}")).isEqualTo(503);
            assertThat(unset.post("/webhooks/ses?token=", "{}", "x-amz-sns-rawdelivery", "true"))
                    .isEqualTo(403);
        }
    }

    @Test
    void takesEveryDocumentedEventAsRawDelivery() {
        TestClock clock = TestClock.create();
        try (PostScene then = new PostScene("ses: {rawSecret: " + SECRET + "}", clock)) {
            for (Corpus.Payload payload : Corpus.payloads("ses")) {
                if (!payload.file().contains("awssdk")) {
                    HttpResponse<String> answer = then.send(
                            "/webhooks/ses?token=" + SECRET, payload.bytes(), "x-amz-sns-rawdelivery", "true");
                    assertThat(answer.statusCode()).as(payload.file()).isEqualTo(200);
                } else if (payload.file().contains("evil")) {
                    assertThat(then.send("/webhooks/ses", payload.bytes()).statusCode())
                            .isNotEqualTo(200);
                }
            }
        }
    }

    private static String envelope(String topic, String certificate) {
        return new JsonObject()
                .put("Type", "Notification")
                .put("MessageId", "id-1")
                .put("TopicArn", topic)
                .put("Message", "{\"eventType\":\"Delivery\"}")
                .put("Timestamp", "2026-01-02T03:04:05.000Z")
                .put("SignatureVersion", "2")
                .put("Signature", "c2lnbmF0dXJl")
                .put("SigningCertURL", certificate)
                .encode();
    }

    private void subscribe(String subscription) {
        HttpResponse<String> answer = twin.put(
                "/twin/feedback",
                "{\"delay\":{\"min\":\"5ms\",\"max\":\"20ms\"},\"speedup\":10000,\"subscriptions\":[{" + subscription
                        + "}]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        await().until(() -> scene.notes.measured.contains("ses confirmed"));
    }

    @CanIgnoreReturnValue
    private HttpResponse<String> send(String id) {
        HttpResponse<String> sent = send(twin, id);
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(200);
        return sent;
    }

    /** Hands the twin a message of ours. */
    static HttpResponse<String> send(TwinClient twin, String id) {
        String mime = "From: Ann <f@example.com>\r\nTo: t@example.com\r\nSubject: Hi\r\n\r\nHello";
        String body = "{\"Content\":{\"Raw\":{\"Data\":\""
                + Base64.getEncoder().encodeToString(mime.getBytes(UTF_8))
                + "\"}},\"EmailTags\":[{\"Name\":\"message-id\",\"Value\":\"" + id + "\"}]}";
        return twin.send(twin.request("/v2/email/outbound-emails")
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIATWINEXAMPLE/20260101/us-east-1/ses/aws4_request,"
                                + " SignedHeaders=host;x-amz-date, Signature=" + "0".repeat(64))
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }
}
