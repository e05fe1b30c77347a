package io.emailservice.twin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MailgunFeedbackIT {
    private static TwinClient twin;
    private static Receiver receiver;

    @BeforeAll
    static void start() {
        twin = TwinClient.start();
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
    void postsASignedDeliveryWithTheSendersVariables() throws Exception {
        script("\"sent\":0", "");
        String id = sendId("m-1");
        settle();

        JsonNode post = receiver.posts().get(0).json();
        JsonNode signature = post.get("signature");
        assertThat(hmac(signature.get("timestamp").asText()
                        + signature.get("token").asText()))
                .isEqualTo(signature.get("signature").asText());
        assertThat(signature.get("token").asText()).hasSize(50);
        assertThat(signature.get("timestamp").isTextual()).isTrue();
        JsonNode data = post.get("event-data");
        assertThat(data.get("event").asText()).isEqualTo("delivered");
        assertThat(data.get("recipient").asText()).isEqualTo("t@x.example");
        assertThat('<' + data.at("/message/headers/message-id").asText() + '>').isEqualTo(id);
        assertThat(data.at("/message/headers/subject").asText()).isEqualTo("Grüße");
        assertThat(data.at("/user-variables/message-id").asText()).isEqualTo("m-1");
        assertThat(data.at("/user-variables/tenant").asText()).isEqualTo("acme");
        assertThat(data.at("/tags/0").asText()).isEqualTo("receipt");
        assertThat(data.at("/delivery-status/code").asInt()).isEqualTo(250);
        assertThat(truth("m-1").get("state").asText()).isEqualTo("delivered");
    }

    @Test
    void tellsOfEveryKind() {
        script("\"deferred\":1,\"bouncedLate\":1,\"opened\":1,\"clicked\":1,\"unsubscribed\":1,\"complained\":1", "");
        sendId("m-1");
        settle();

        List<JsonNode> life = receiver.posts().stream()
                .map(post -> post.json().get("event-data"))
                .sorted(Comparator.comparingDouble(data -> data.get("timestamp").asDouble()))
                .toList();
        assertThat(life)
                .extracting(data -> data.get("event").asText())
                .containsExactly(
                        "accepted", "failed", "delivered", "opened", "clicked", "unsubscribed", "complained", "failed");
        JsonNode deferred = life.get(1);
        assertThat(deferred.get("severity").asText()).isEqualTo("temporary");
        JsonNode bounced = life.get(7);
        assertThat(bounced.get("severity").asText()).isEqualTo("permanent");
        assertThat(bounced.at("/flags/is-delayed-bounce").asBoolean()).isTrue();
        assertThat(truth("m-1").get("state").asText()).isEqualTo("bounced");
        assertThat(life).extracting(data -> data.get("id").asText()).doesNotHaveDuplicates();
    }

    @Test
    void triesAgainWhatFailedAndGivesUpOn406() {
        script("\"sent\":0,\"opened\":1,\"clicked\":1", "");
        AtomicInteger deliveries = new AtomicInteger();
        receiver.answers(post -> switch (event(post)) {
            case "delivered" -> deliveries.incrementAndGet() < 3 ? 500 : 200;
            case "opened" -> 406;
            default -> 204;
        });
        sendId("m-1");
        settle();

        assertThat(events().stream().filter("delivered"::equals)).hasSize(3);
        assertThat(events().stream().filter("opened"::equals)).hasSize(1);
        assertThat(events().stream().filter("clicked"::equals)).hasSize(7);
        assertThat(tokens()).hasSize(receiver.posts().size());
        assertThat(labels(truth("m-1").get("accepted"))).containsExactly("delivered");
        JsonNode posts = twin.json("/twin/feedback").get("posts");
        assertThat(posts.get("accepted").asInt()).isEqualTo(1);
        assertThat(posts.get("refused").asInt()).isEqualTo(1);
        assertThat(posts.get("givenUp").asInt()).isEqualTo(1);
    }

    @Test
    void postsBeforeTheAnswerWhenEarly() {
        script("", ",\"accidents\":{\"early\":1}");
        List<Boolean> answeredAtPost = new ArrayList<>();
        receiver.answers(post -> {
            if (event(post).equals("accepted")) {
                answeredAtPost.add(twin.json("/twin/messages/m-1")
                        .at("/acceptances/0/answered")
                        .asBoolean());
            }
            return 200;
        });
        sendId("m-1");
        settle();

        assertThat(answeredAtPost).containsExactly(false);
        assertThat(truth("m-1").get("answered").asBoolean()).isTrue();
    }

    @Test
    void knowsTheTruthOfAStormOfAccidents() {
        script(
                "\"bouncedHard\":0.2,\"bouncedSoft\":0.1,\"opened\":0.5",
                ",\"accidents\":{\"duplicated\":0.2,\"reordered\":0.5,\"lost\":0.1,\"early\":0.1}");
        for (int i = 0; i < 200; i++) {
            sendId("m-" + i);
        }
        settle();

        Map<String, Set<String>> heard = new HashMap<>();
        receiver.posts().forEach(post -> heard.computeIfAbsent(
                        post.json().at("/event-data/user-variables/message-id").asText(), id -> new HashSet<>())
                .add(heardAs(post)));
        List<JsonNode> truths = truths();
        assertThat(truths).hasSize(200);
        for (JsonNode truth : truths) {
            assertThat(heard.getOrDefault(truth.get("id").asText(), Set.of()))
                    .isEqualTo(Set.copyOf(labels(truth.get("accepted"))));
        }
        assertThat(truths.stream().map(truth -> truth.get("state").asText()).collect(Collectors.toSet()))
                .contains("bounced", "delivered", "sent");
        assertThat(truths.stream().mapToInt(truth -> truth.get("lost").size()).sum())
                .isBetween(20, 100);
        assertThat(receiver.posts().size())
                .isGreaterThan(truths.stream()
                        .mapToInt(truth -> truth.get("accepted").size())
                        .sum());
    }

    @Test
    void tellsOnlyOfItsDomainAndOnlyWhileItIsWanted() {
        put("{\"webhooks\":[{\"domain\":\"other.example.com\",\"url\":\"" + receiver.url() + "\"}]}");
        sendId("m-1");
        assertThat(twin.delete("/twin/feedback").statusCode()).isEqualTo(200);
        sendId("m-2");
        settle();

        assertThat(receiver.posts()).isEmpty();
        assertThat(labels(truth("m-1").get("planned"))).isEmpty();
    }

    @Test
    void namesEveryProblemOfAScript() {
        HttpResponse<String> refused = twin.put(
                "/twin/feedback",
                "{\"rates\":{\"opened\":2,\"read\":1},\"delay\":{\"min\":\"2s\",\"max\":\"1s\"},"
                        + "\"webhooks\":[{\"url\":\"ftp://x\"}],\"subscriptions\":[{\"raw\":true}]}");

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(labels(TwinClient.json(refused).get("problems")))
                .hasSize(5)
                .anyMatch(problem -> problem.startsWith("rates.opened:"))
                .anyMatch(problem -> problem.startsWith("rates.read:"))
                .anyMatch(problem -> problem.startsWith("delay.max:"))
                .anyMatch(problem -> problem.startsWith("webhooks[0].url:"))
                .anyMatch(problem -> problem.startsWith("subscriptions[0].url:"));
        assertThat(twin.json("/twin/feedback").at("/script/rates/opened").asDouble())
                .isZero();
    }

    @Test
    void showsNoKeys() {
        script("", "");

        assertThat(twin.get("/twin/feedback").body()).contains(receiver.url()).doesNotContain("a-key");
    }

    private static void script(String rates, String more) {
        put("{\"rates\":{" + rates + "},\"delay\":{\"min\":\"1ms\",\"max\":\"20ms\"},\"speedup\":100000" + more
                + ",\"webhooks\":[{\"url\":\"" + receiver.url() + "\",\"signingKey\":\"a-key\"}]}");
    }

    private static void put(String script) {
        HttpResponse<String> answer = twin.put("/twin/feedback", script);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @CanIgnoreReturnValue
    private static String sendId(String id) {
        HttpResponse<String> sent = twin.sendForm(
                "from",
                "f@x.example",
                "to",
                "t@x.example",
                "subject",
                "Grüße",
                "text",
                "t",
                "o:tag",
                "receipt",
                "v:message-id",
                id,
                "v:tenant",
                "acme");
        assertThat(sent.statusCode()).isEqualTo(200);
        return TwinClient.json(sent).get("id").asText();
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

    private static List<JsonNode> truths() {
        return TwinClient.lines(twin.get("/twin/truth"));
    }

    private static List<String> events() {
        return receiver.posts().stream().map(MailgunFeedbackIT::event).toList();
    }

    private static String event(Receiver.Post post) {
        return post.json().at("/event-data/event").asText();
    }

    private static String heardAs(Receiver.Post post) {
        JsonNode data = post.json().get("event-data");
        return switch (event(post)) {
            case "accepted" -> "sent";
            case "failed" -> data.get("reason").asText().equals("old") ? "bounced-soft" : "bounced-hard";
            default -> event(post);
        };
    }

    private static Set<String> tokens() {
        return receiver.posts().stream()
                .map(post -> post.json().at("/signature/token").asText())
                .collect(Collectors.toSet());
    }

    private static List<String> labels(JsonNode list) {
        List<String> labels = new ArrayList<>();
        list.forEach(label -> labels.add(label.asText()));
        return labels;
    }

    private static String hmac(String text) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("a-key".getBytes(UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
    }
}
