package io.emailservice.dev;

import io.emailservice.service.Waiting;
import io.emailservice.store.Census;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Counts what the store and the twin say about one campaign. */
final class Ledger {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    /** States in which a message waits for nothing more from us. */
    private static final Set<String> OVER =
            Set.of("sent", "delivered", "bounced", "rejected", "failed", "suppressed", "cancelled", "expired");

    private static final Set<String> TAKEN = Set.of("sent", "delivered", "bounced");

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
     */
    record Account(Map<String, Long> states, Map<String, Long> failures, Map<String, Long> providers, long duplicates) {
        long sent() {
            return sum(TAKEN);
        }

        long ended() {
            return sum(OVER);
        }

        boolean over(int enqueued) {
            return ended() >= enqueued;
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
        JsonObject summary =
                Waiting.on(twin.getAbs(twinUrl + "/twin/summary").send(), LIMIT).bodyAsJsonObject();
        Map<String, Long> providers = new TreeMap<>();
        summary.getJsonObject("byProvider")
                .forEach(entry -> providers.put(entry.getKey(), ((Number) entry.getValue()).longValue()));
        return new Account(states, failures, providers, summary.getLong("repeats"));
    }
}
