package io.emailservice.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What came of some dead letters. The counts are exact.
 *
 * @param redriven made into new messages by this call
 * @param already made into new messages before
 * @param causes how many were refused, by cause
 * @param refusals the first of these
 * @param next where to go on, or null at the end
 */
public record RedriveReport(
        int redriven,
        int already,
        Map<String, Integer> causes,
        List<Redriven.Refused> refusals,
        @Nullable UUID next) {
    private static final int MOST_REFUSALS = 100;

    public static final RedriveReport NOTHING = new RedriveReport(0, 0, Map.of(), List.of(), null);

    public RedriveReport {
        causes = Map.copyOf(causes);
        refusals = List.copyOf(refusals);
    }

    /** With one more. */
    public RedriveReport and(Redriven one) {
        if (one instanceof Redriven.As as) {
            return new RedriveReport(
                    redriven + (as.again() ? 0 : 1), already + (as.again() ? 1 : 0), causes, refusals, next);
        }
        Redriven.Refused refused = (Redriven.Refused) one;
        Map<String, Integer> counted = new TreeMap<>(causes);
        counted.merge(refused.cause(), 1, Integer::sum);
        List<Redriven.Refused> shown = new ArrayList<>(refusals);
        if (shown.size() < MOST_REFUSALS) {
            shown.add(refused);
        }
        return new RedriveReport(redriven, already, counted, shown, next);
    }

    /** How many letters were looked at. */
    public int total() {
        return redriven + already + refused();
    }

    public RedriveReport goingOn(@Nullable UUID place) {
        return new RedriveReport(redriven, already, causes, refusals, place);
    }

    private int refused() {
        return causes.values().stream().mapToInt(Integer::intValue).sum();
    }

    JsonObject toJson() {
        JsonObject byCause = new JsonObject();
        new TreeMap<>(causes).forEach(byCause::put);
        JsonArray list = new JsonArray();
        refusals.forEach(one -> list.add(new JsonObject()
                .put("id", one.letter().toString())
                .put("cause", one.cause())
                .put("detail", one.detail())));
        JsonObject json = new JsonObject()
                .put("redriven", redriven)
                .put("alreadyRedriven", already)
                .put("refused", refused())
                .put("refusedBecause", byCause)
                .put("refusals", list);
        return next == null ? json : json.put("next", next.toString());
    }
}
