package io.emailservice.twin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.emailservice.config.Problems;
import io.emailservice.config.Section;
import io.emailservice.twin.wire.Json;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** Feedback of SES by way of SNS, to an HTTP endpoint and to a queue. */
class SesFeedbackIT {
    private static final List<String> NOTIFICATION_FIELDS =
            List.of("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type");
    private static final List<String> CONFIRMATION_FIELDS =
            List.of("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type");

    private static TwinClient twin;
    private static Receiver receiver;
    private static SqsAsyncClient sqs;

    @BeforeAll
    static void start() {
        twin = TwinClient.start(SesSendIT.withoutVerification(), Clock.systemUTC());
        receiver = new Receiver();
        sqs = SqsIT.client(twin, "AKIATWINEXAMPLE");
    }

    @AfterAll
    static void stop() {
        sqs.close();
        receiver.close();
        twin.close();
    }

    @BeforeEach
    void forget() {
        assertThat(twin.delete("/twin").statusCode()).isEqualTo(200);
        receiver.forget();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void signsWhatItPostsToAConfirmedEndpoint(int version) throws Exception {
        script("\"opened\":1", "{\"url\":\"" + receiver.url() + "\",\"version\":" + version + "}");
        JsonNode asked = confirm();
        assertThat(proves(asked, version, CONFIRMATION_FIELDS)).isTrue();
        receiver.forget();
        String id = send("m-1");
        settle();

        assertThat(receiver.posts())
                .extracting(post -> post.header("X-amz-sns-message-type"))
                .containsExactly("Notification", "Notification", "Notification");
        for (Receiver.Post post : receiver.posts()) {
            JsonNode envelope = post.json();
            assertThat(proves(envelope, version, NOTIFICATION_FIELDS)).isTrue();
            JsonNode event = TwinClient.parse(envelope.get("Message").asText());
            assertThat(event.at("/mail/messageId").asText()).isEqualTo(id);
            assertThat(event.at("/mail/tags/message-id/0").asText()).isEqualTo("m-1");
            assertThat(event.at("/mail/tags/tenant/0").asText()).isEqualTo("acme");
            assertThat(event.at("/mail/destination/0").asText()).isEqualTo("t@example.com");
            assertThat(event.at("/mail/commonHeaders/subject").asText()).isEqualTo("Hi");
            assertThat(event.at("/mail/headers/3/name").asText()).isEqualTo("X-Email-Service-Message-Id");
        }
        assertThat(receiver.posts())
                .extracting(post -> TwinClient.parse(post.json().get("Message").asText())
                        .get("eventType")
                        .asText())
                .containsExactlyInAnyOrder("Send", "Delivery", "Open");
        assertThat(truth("m-1").get("state").asText()).isEqualTo("delivered");
    }

    @Test
    void publishesNothingToAnEndpointThatHasntConfirmed() {
        script("", "{\"url\":\"" + receiver.url() + "\"}");
        await().until(() -> !receiver.posts().isEmpty());
        send("m-1");
        settle();

        assertThat(receiver.posts()).hasSize(1);
        assertThat(truth("m-1").get("accepted")).isEmpty();
        assertThat(twin.get("/?Action=ConfirmSubscription&Token=wrong").statusCode())
                .isEqualTo(400);
    }

    @Test
    void beginsWithTheSubscriptionsOfItsConfiguration() {
        ObjectNode feedback = Json.object();
        feedback.putObject("feedback")
                .putArray("subscriptions")
                .addObject()
                .put("url", receiver.url())
                .put("version", 2);
        Problems problems = new Problems();
        TwinConfig config = TwinConfig.from(new Section("", feedback, problems));
        assertThat(problems.all()).isEmpty();

        try (TwinClient other = TwinClient.start(config, Clock.systemUTC())) {
            await().until(() -> !receiver.posts().isEmpty());
            assertThat(receiver.posts().get(0).json().get("SubscribeURL").asText())
                    .startsWith("http://127.0.0.1:" + other.port() + "/?Action=ConfirmSubscription&TopicArn=");
        }
    }

    @Test
    void endsASubscriptionAndAsksWhetherItIsWantedBack() {
        script("", "{\"url\":\"" + receiver.url() + "\",\"version\":2}");
        confirm();
        send("m-1");
        settle();
        String address = receiver.posts().get(1).json().get("UnsubscribeURL").asText();
        assertThat(get(address).statusCode()).isEqualTo(200);
        await().until(() -> receiver.posts().stream()
                .anyMatch(post -> post.header("X-amz-sns-message-type").equals("UnsubscribeConfirmation")));
        int before = receiver.posts().size();
        send("m-2");
        settle();

        assertThat(receiver.posts()).hasSize(before);
    }

    @Test
    void sendsBareMessagesWhereDeliveryIsRaw() {
        script("\"bouncedHard\":1,\"sent\":0", "{\"url\":\"" + receiver.url() + "\",\"raw\":true}");
        confirm();
        receiver.forget();
        send("m-1");
        settle();

        assertThat(receiver.posts()).hasSize(1);
        assertThat(receiver.posts().get(0).header("X-amz-sns-rawdelivery")).isEqualTo("true");
        JsonNode event = receiver.posts().get(0).json();
        assertThat(event.get("eventType").asText()).isEqualTo("Bounce");
        assertThat(event.at("/bounce/bounceType").asText()).isEqualTo("Permanent");
        assertThat(event.at("/bounce/bouncedRecipients/0/emailAddress").asText())
                .isEqualTo("t@example.com");
    }

    @Test
    void triesAgainAfterA500ButNotAfterA400() {
        script("\"sent\":0,\"complained\":1", "{\"url\":\"" + receiver.url() + "\",\"raw\":true}");
        confirm();
        receiver.forget();
        receiver.answers(post -> post.body().contains("\"eventType\":\"Delivery\"") ? 503 : 403);
        send("m-1");
        settle();

        assertThat(receiver.posts().stream().filter(post -> post.body().contains("\"Delivery\"")))
                .hasSize(4);
        assertThat(receiver.posts().stream().filter(post -> post.body().contains("\"Complaint\"")))
                .hasSize(1);
        assertThat(truth("m-1").get("accepted")).isEmpty();
    }

    @Test
    void laysEventsIntoAQueueAndCountsThemWhenTheyAreDeleted() throws Exception {
        script("\"deferred\":1,\"unsubscribed\":1", "{\"queue\":\"ses-feedback\",\"version\":2}");
        send("m-1");
        settle();
        assertThat(truth("m-1").get("accepted")).isEmpty();

        List<String> types = new ArrayList<>();
        for (Message message : receive()) {
            JsonNode envelope = TwinClient.parse(message.body());
            assertThat(proves(envelope, 2, NOTIFICATION_FIELDS)).isTrue();
            types.add(TwinClient.parse(envelope.get("Message").asText())
                    .get("eventType")
                    .asText());
            sqs.deleteMessage(r -> r.queueUrl(queue()).receiptHandle(message.receiptHandle()))
                    .get(10, TimeUnit.SECONDS);
        }

        assertThat(types).containsExactlyInAnyOrder("Send", "DeliveryDelay", "Delivery", "Subscription");
        assertThat(truth("m-1").get("accepted")).hasSize(4);
        assertThat(truth("m-1").get("state").asText()).isEqualTo("delivered");
        assertThat(twin.json("/twin/feedback").at("/posts/laidOut").asInt()).isZero();
    }

    @Test
    void laysBareEventsIntoAQueue() throws Exception {
        script("\"sent\":0,\"rejected\":1", "{\"queue\":\"ses-feedback\",\"raw\":true}");
        send("m-1");
        settle();

        List<Message> messages = receive();
        assertThat(messages).hasSize(1);
        assertThat(TwinClient.parse(messages.get(0).body()).get("eventType").asText())
                .isEqualTo("Reject");
        assertThat(truth("m-1").get("fate").asText()).isEqualTo("rejected");
    }

    private static List<Message> receive() throws Exception {
        return sqs.receiveMessage(r -> r.queueUrl(queue()).maxNumberOfMessages(10))
                .get(10, TimeUnit.SECONDS)
                .messages();
    }

    private static String queue() {
        return "http://127.0.0.1:" + twin.port() + "/123456789012/ses-feedback";
    }

    private static void script(String rates, String subscription) {
        HttpResponse<String> answer = twin.put(
                "/twin/feedback",
                "{\"rates\":{" + rates + "},\"delay\":{\"min\":\"5ms\",\"max\":\"20ms\"},\"speedup\":10000,"
                        + "\"subscriptions\":[" + subscription + "]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @CanIgnoreReturnValue
    private static JsonNode confirm() {
        await().until(() -> !receiver.posts().isEmpty());
        JsonNode asked = receiver.posts().get(0).json();
        assertThat(asked.get("Type").asText()).isEqualTo("SubscriptionConfirmation");
        HttpResponse<String> confirmed = get(asked.get("SubscribeURL").asText());
        assertThat(confirmed.body()).contains("<SubscriptionArn>arn:aws:sns:us-east-1:");
        return asked;
    }

    @CanIgnoreReturnValue
    private static String send(String id) {
        String raw = "From: Ann <f@example.com>\r\nTo: t@example.com\r\nSubject: Hi\r\n"
                + "X-Email-Service-Message-Id: " + id + "\r\n\r\nHello";
        String body = "{\"Content\":{\"Raw\":{\"Data\":\""
                + Base64.getEncoder().encodeToString(raw.getBytes(UTF_8)) + "\"}},\"EmailTags\":["
                + "{\"Name\":\"message-id\",\"Value\":\"" + id + "\"},{\"Name\":\"tenant\",\"Value\":\"acme\"}]}";
        HttpResponse<String> sent = twin.send(twin.request("/v2/email/outbound-emails")
                .header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIATWINEXAMPLE/20260101/us-east-1/ses/aws4_request,"
                                + " SignedHeaders=host;x-amz-date, Signature=" + "0".repeat(64))
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(200);
        return TwinClient.json(sent).get("MessageId").asText();
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

    private static JsonNode truth(String id) {
        return twin.json("/twin/messages/" + id).at("/acceptances/0/truth/0");
    }

    private static HttpResponse<String> get(String address) {
        return twin.send(HttpRequest.newBuilder(URI.create(address)).GET());
    }

    /** Verifies an envelope as a receiver does: by the fields' text and the certificate it names. */
    private static boolean proves(JsonNode envelope, int version, List<String> fields) throws Exception {
        assertThat(envelope.get("SignatureVersion").asText()).isEqualTo(String.valueOf(version));
        StringBuilder text = new StringBuilder();
        for (String field : fields) {
            text.append(field).append('\n').append(envelope.get(field).asText()).append('\n');
        }
        String address = envelope.get("SigningCertURL").asText();
        assertThat(URI.create(address).getPath()).matches("/SimpleNotificationService-[0-9a-f]{32}\\.pem");
        Certificate certificate = CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(get(address).body().getBytes(UTF_8)));
        Signature check = Signature.getInstance(version == 1 ? "SHA1withRSA" : "SHA256withRSA");
        check.initVerify(certificate);
        check.update(text.toString().getBytes(UTF_8));
        return check.verify(Base64.getDecoder().decode(envelope.get("Signature").asText()));
    }
}
