package io.emailservice.twin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MailgunEventsIT {
    private static final Instant START = Instant.parse("2026-01-01T10:00:00Z");
    private static final AtomicReference<Instant> NOW = new AtomicReference<>(START);
    private static final String EVENTS = "/v3/mail.example.com/events";
    private static final Clock CLOCK = ((InstantSource) NOW::get).withZone(ZoneOffset.UTC);

    private static TwinClient twin;

    @BeforeAll
    static void start() {
        twin = TwinClient.start(TwinConfig.DEFAULTS, CLOCK);
    }

    @AfterAll
    static void stop() {
        twin.close();
    }

    @BeforeEach
    void forget() {
        NOW.set(START);
        assertThat(twin.delete("/twin").statusCode()).isEqualTo(200);
    }

    @Test
    void findsAMessageByItsIdWithAndWithoutBrackets() {
        String made = TwinClient.json(send("a@x.example")).get("id").asText();
        send("b@x.example");

        for (String id : List.of(
                made.substring(1, made.length() - 1), made.replace("<", "%3C").replace(">", "%3E"))) {
            JsonNode items = events("?event=accepted&message-id=" + id);
            assertThat(items).hasSize(1);
            assertThat(items.get(0).get("recipient").asText()).isEqualTo("a@x.example");
            assertThat(items.get(0).get("timestamp").asDouble()).isEqualTo(START.toEpochMilli() / 1e3);
            assertThat(made)
                    .isEqualTo(
                            '<' + items.get(0).at("/message/headers/message-id").asText() + '>');
        }
    }

    @Test
    void findsAMessageByTheIdThatItsSenderChose() {
        send(
                "a@x.example",
                "h:Message-Id",
                "<mine@x.example>",
                "v:message-id",
                "m-1",
                "v:campaign",
                "früh",
                "o:tag",
                "receipt");

        JsonNode item = events("?message-id=mine@x.example").get(0);

        assertThat(item.at("/user-variables/message-id").asText()).isEqualTo("m-1");
        assertThat(item.at("/user-variables/campaign").asText()).isEqualTo("früh");
        assertThat(item.get("tags")).extracting(JsonNode::asText).containsExactly("receipt");
    }

    @Test
    void hasAnEventForEveryRecipientOfAMessage() {
        send("a@x.example, b@x.example");

        assertThat(events("?recipient=B@x.example")).hasSize(1);
        assertThat(events("?event=accepted")).hasSize(2);
    }

    @Test
    void hasNoEventsOfOtherKinds() {
        send("a@x.example");

        assertThat(events("?event=delivered")).isEmpty();
        assertThat(events("?event=(delivered%20OR%20accepted)")).hasSize(1);
    }

    @Test
    void showsAnEventOnlyAfterTheDelay() {
        assertThat(twin.put("/twin/settings", "{\"mailgun\":{\"eventDelay\":\"30s\"}}")
                        .statusCode())
                .isEqualTo(200);
        send("a@x.example");

        NOW.set(START.plusSeconds(29));
        assertThat(events("?event=accepted")).isEmpty();
        NOW.set(START.plusSeconds(30));
        assertThat(events("?event=accepted")).hasSize(1);
    }

    @Test
    void pagesUpwardUntilNothingIsLeftAndGoesOnWhenMoreComes() {
        List<String> recipients = sendOneASecond(7);
        List<String> seen = new ArrayList<>();
        JsonNode page = twin.json(EVENTS + "?begin=" + START.getEpochSecond() + "&ascending=yes&limit=3");
        while (!page.get("items").isEmpty()) {
            page.get("items").forEach(item -> seen.add(item.get("recipient").asText()));
            page = page(page, "next");
        }
        assertThat(seen).containsExactlyElementsOf(recipients);

        send("late@x.example");
        assertThat(page(page, "next").at("/items/0/recipient").asText()).isEqualTo("late@x.example");
        assertThat(page(page, "previous").get("items")).hasSize(3);
        assertThat(page(page, "previous").at("/items/2/recipient").asText()).isEqualTo("r6@x.example");
        assertThat(page(page, "first").at("/items/0/recipient").asText()).isEqualTo("r0@x.example");
    }

    @Test
    void listsTheNewestFirstUnlessAskedOtherwise() {
        sendOneASecond(4);

        JsonNode first = twin.json(EVENTS + "?limit=3");

        assertThat(first.get("items"))
                .extracting(item -> item.get("recipient").asText())
                .containsExactly("r3@x.example", "r2@x.example", "r1@x.example");
        assertThat(page(first, "next").get("items"))
                .extracting(item -> item.get("recipient").asText())
                .containsExactly("r0@x.example");
        assertThat(page(first, "last").get("items")).hasSize(3);
    }

    @Test
    void keepsToTheTimeRange() {
        sendOneASecond(5);
        long second = START.getEpochSecond();

        assertThat(events("?begin=" + (second + 1) + "&end=" + (second + 3))).hasSize(3);
        assertThat(events("?begin=" + (second + 3) + "&end=" + (second + 1))).hasSize(3);
        assertThat(events("?begin=Thu,%2001%20Jan%202026%2010:00:03%20GMT&ascending=yes"))
                .hasSize(2);
        assertThat(events("?begin=" + (second + 3) + "&ascending=no")).hasSize(4);
    }

    @Test
    void refusesAFilterItCannotApplyAndAnUnreadableTime() {
        assertThat(twin.get(EVENTS + "?subject=x").statusCode()).isEqualTo(400);
        assertThat(twin.get(EVENTS + "?begin=yesterday").statusCode()).isEqualTo(400);
        assertThat(twin.get(EVENTS + "/nonsense").statusCode()).isEqualTo(400);
    }

    @Test
    void asksForTheKey() {
        HttpResponse<String> answer = twin.send(twin.request(EVENTS).GET());

        assertThat(answer.statusCode()).isEqualTo(401);
    }

    @Test
    void keepsSuppressionsByAddress() {
        String list = "/v3/mail.example.com/bounces";
        assertThat(twin.get(list + "/a@x.example").statusCode()).isEqualTo(404);
        assertThat(twin.get(list + "/a@x.example").body()).contains("Address not found in bounces table");

        HttpResponse<String> added = twin.post(list, "address=a%40x.example&code=550&error=No+such+user");
        assertThat(added.body()).contains("Address has been added to the bounces table");
        JsonNode item = twin.json(list + "/A@x.example");
        assertThat(item.get("code").asText()).isEqualTo("550");
        assertThat(item.get("created_at").asText()).isEqualTo("Thu, 1 Jan 2026 10:00:00 GMT");

        assertThat(twin.delete(list + "/a@x.example").body()).contains("Bounced address has been removed");
        assertThat(twin.delete(list + "/a@x.example").statusCode()).isEqualTo(404);
    }

    @Test
    void addsManySuppressionsAtOnce() {
        HttpResponse<String> added = twin.send(twin.request("/v3/mail.example.com/unsubscribes")
                .header("Authorization", TwinClient.basic("key-test"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "[{\"address\":\"a@x.example\"},{\"address\":\"b@x.example\",\"tags\":[\"news\"]}]")));

        assertThat(added.body()).contains("2 addresses have been added to the unsubscribes table");
        assertThat(twin.json("/v3/mail.example.com/unsubscribes/a@x.example")
                        .at("/tags/0")
                        .asText())
                .isEqualTo("*");
        assertThat(twin.json("/v3/mail.example.com/unsubscribes/b@x.example")
                        .at("/tags/0")
                        .asText())
                .isEqualTo("news");
        assertThat(twin.get("/v3/mail.example.com/complaints/a@x.example").body())
                .contains("No spam complaints found for this address");
    }

    @CanIgnoreReturnValue
    private static List<String> sendOneASecond(int messages) {
        List<String> recipients = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            NOW.set(START.plus(Duration.ofSeconds(i)));
            recipients.add("r" + i + "@x.example");
            send(recipients.get(i));
        }
        NOW.set(START.plus(Duration.ofMinutes(1)));
        return recipients;
    }

    @CanIgnoreReturnValue
    private static HttpResponse<String> send(String to, String... more) {
        List<String> fields = new ArrayList<>(List.of("from", "f@x.example", "to", to, "subject", "s", "text", "t"));
        fields.addAll(List.of(more));
        HttpResponse<String> answer = twin.sendForm(fields.toArray(String[]::new));
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer;
    }

    private static JsonNode events(String query) {
        return twin.json(EVENTS + query).get("items");
    }

    /** Follows a link as a client does: it is a whole URL. */
    private static JsonNode page(JsonNode page, String link) {
        URI uri = URI.create(page.at("/paging/" + link).asText());
        assertThat(uri.getPort()).isEqualTo(twin.port());
        return twin.json(uri.getPath());
    }
}
