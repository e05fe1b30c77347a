package io.emailservice.dev;

import io.emailservice.service.Waiting;
import io.emailservice.store.Census;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/** Counts what the store and the twin say about one campaign. */
final class Ledger {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** States in which a message waits for nothing more from us. */
    private static final Set<String> OVER =
            Set.of("sent", "delivered", "bounced", "rejected", "failed", "suppressed", "cancelled", "expired");

    /** A provider took it; one that rejects here does so afterwards. */
    private static final Set<String> TAKEN = Set.of("sent", "delivered", "bounced", "rejected");

    private final Census census;
    private final WebClient twin;
    private final String twinUrl;

    Ledger(DevService dev, String twinUrl) {
        this.census = dev.service().store().census();
        this.twin = WebClient.create(dev.vertx());
        this.twinUrl = twinUrl;
    }

    /**
     * Both sides' accounts.
     *
     * @param states messages by state in the store
     * @param failures messages that failed or were rejected, by class
     * @param providers acceptances by provider at the twin
     * @param duplicates acceptances at the twin beyond the first of a message
     * @param untold posts that the twin still has to make
     */
    record Account(
            Map<String, Long> states,
            Map<String, Long> failures,
            Map<String, Long> providers,
            long duplicates,
            long untold) {
        long sent() {
            return sum(TAKEN);
        }

        long ended() {
            return sum(OVER);
        }

        boolean over(int enqueued) {
            return ended() >= enqueued && untold == 0;
        }

        /** Every message has a final account, and no recipient got one twice. */
        boolean complete(int enqueued) {
            long taken = providers.values().stream().mapToLong(Long::longValue).sum() - duplicates;
            return ended() == enqueued && taken == sent() && duplicates == 0;
        }

        private long sum(Set<String> of) {
            return states.entrySet().stream()
                    .filter(entry -> of.contains(entry.getKey()))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
        }
    }

    Account account(String campaign) {
        Map<String, Long> states = new TreeMap<>();
        Map<String, Long> failures = new TreeMap<>();
        for (Census.Count count : Waiting.on(census.of(campaign), LIMIT)) {
            states.merge(count.state(), count.messages(), Long::sum);
            if (count.failureClass() != null) {
                failures.merge(count.failureClass(), count.messages(), Long::sum);
            }
        }
        JsonObject summary = new JsonObject(ask("/twin/summary"));
        JsonObject posts = new JsonObject(ask("/twin/feedback")).getJsonObject("posts");
        Map<String, Long> providers = new TreeMap<>();
        summary.getJsonObject("byProvider")
                .forEach(entry -> providers.put(entry.getKey(), ((Number) entry.getValue()).longValue()));
        return new Account(
                states,
                failures,
                providers,
                summary.getLong("repeats"),
                posts.getLong("waiting") + posts.getLong("inFlight") + posts.getLong("laidOut"));
    }

    /** Tells the twin what shall become of the messages. */
    void script(String feedback) {
        HttpResponse<Buffer> answer =
                Waiting.on(twin.putAbs(twinUrl + "/twin/feedback").sendBuffer(Buffer.buffer(feedback)), LIMIT);
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(answer.bodyAsString());
        }
    }

    /** Messages whose state in the store is not the one that follows from what the twin has told. */
    long untrue(String campaign) {
        Map<UUID, String> states = Waiting.on(census.states(campaign), LIMIT);
        return ask("/twin/truth")
                .lines()
                .filter(line -> !line.isBlank())
                .map(JsonObject::new)
                .filter(told -> !told.getString("state").equals(states.get(UUID.fromString(told.getString("id")))))
                .count();
    }

    private String ask(String path) {
        return Waiting.on(twin.getAbs(twinUrl + path).send(), LIMIT).bodyAsString();
    }
}
