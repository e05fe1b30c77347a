package io.emailservice.provider.mailgun;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.emailservice.provider.Lookup;
import java.io.IOException;
import java.time.Instant;
import java.util.UUID;

/**
 * The look-up of one message in Mailgun's Events API. Any event that carries our {@code Message-Id} proves that Mailgun
 * took the message, also a rejection or a failure: those come as feedback of their own.
 */
final class Events {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Clocks differ, and an event may bear the time at which the request began. */
    private static final long SLACK_SECONDS = 300;

    private Events() {}

    /** Path and query; the id goes without angle brackets there. */
    static String uri(String domain, UUID messageId, Instant attemptAt) {
        return "/v3/" + domain + "/events?message-id=" + messageId + "%40" + domain + "&begin="
                + (attemptAt.getEpochSecond() - SLACK_SECONDS) + "&ascending=yes&limit=25";
    }

    static Lookup read(Answer answer, UUID messageId) {
        if (answer instanceof Answer.NotSent || answer instanceof Answer.Lost) {
            return new Lookup.NoAnswer("no answer from the Events API");
        }
        Answer.Received received = (Answer.Received) answer;
        if (received.status() == 401 || received.status() == 403) {
            return new Lookup.CannotTell("the key may not read the Events API");
        }
        if (received.status() != 200) {
            return new Lookup.NoAnswer("the Events API answered with status " + received.status());
        }
        try {
            JsonNode items = JSON.readTree(received.body().getBytes()).path("items");
            return items.isArray() ? search(items, messageId) : new Lookup.NoAnswer("no list of events");
        } catch (IOException notJson) {
            return new Lookup.NoAnswer("the Events API answered without JSON");
        }
    }

    /** Looks at the ids itself: a filter that a server doesn't know must not settle anything. */
    private static Lookup search(JsonNode items, UUID messageId) {
        String ours = messageId + "@";
        for (JsonNode item : items) {
            String id = item.path("message").path("headers").path("message-id").asText("");
            String bare = id.startsWith("<") ? id.substring(1, id.length() - 1) : id;
            if (bare.startsWith(ours)) {
                double seconds = item.path("timestamp").asDouble();
                return new Lookup.Found(bare, Instant.ofEpochMilli((long) (seconds * 1_000)));
            }
        }
        return new Lookup.NotFound();
    }
}
