package io.emailservice.limit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What Redis must hear besides questions for tokens: tokens that come back or were taken without asking, throttles, and
 * what providers counted. All of it goes along with the next question. Has one owner thread.
 */
final class News {
    private final Map<String, AccountLimit> accounts;
    private final Map<Scope, Long> returned = new LinkedHashMap<>();
    private final Map<String, Integer> slow = new LinkedHashMap<>();
    private Map<Scope, Long> toldReturned = Map.of();
    private Map<String, Integer> toldSlow = Map.of();
    private Map<String, Double> toldReadings = Map.of();

    News(Map<String, AccountLimit> accounts) {
        this.accounts = accounts;
    }

    /** Below 0 for what was taken without asking. */
    void back(Scope scope, long recipients) {
        if (returned.size() < Lines.MOST || returned.containsKey(scope)) {
            returned.merge(scope, recipients, Long::sum);
        }
    }

    /** An account was throttled while all nodes together reached so many recipients a second. */
    void throttled(String account, int reached) {
        slow.put(account, reached);
    }

    /** True if an account was throttled and Redis hasn't heard of it. */
    boolean throttled(String account) {
        return slow.containsKey(account);
    }

    /** True if there is something that doesn't wait for a question. */
    boolean urgent() {
        return !slow.isEmpty();
    }

    /** Puts everything into a question. {@link #heard} or {@link #unheard} follows before the next. */
    void tell(Ask ask) {
        returned.forEach(ask::back);
        toldReturned = Map.copyOf(returned);
        returned.clear();
        slow.forEach((account, reached) -> ask.slow(of(account).scope(), reached));
        toldSlow = Map.copyOf(slow);
        Map<String, Double> readings = new LinkedHashMap<>();
        accounts.forEach((name, account) -> {
            Double used = account.takeReading();
            if (used != null) {
                readings.put(name, used);
                ask.used(account.scope(), used);
            }
        });
        toldReadings = readings;
    }

    /** What was throttled anew meanwhile is still to be told. */
    void heard() {
        slow.entrySet().removeAll(toldSlow.entrySet());
    }

    /**
     * Keeps it for the next question, except for tokens that came back: Redis may have heard and only its answer was lost.
     * So whatever is told twice makes a limit stricter.
     */
    void unheard() {
        toldReturned.forEach((scope, recipients) -> {
            if (recipients < 0) {
                back(scope, recipients);
            }
        });
        toldReadings.forEach((account, used) -> of(account).restoreReading(used));
    }

    private AccountLimit of(String account) {
        return Objects.requireNonNull(accounts.get(account), account);
    }
}
