package io.emailservice.chaos;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One acceptance of the twin's record, with what the twin told of it.
 *
 * @param at when the twin took it
 * @param planned what happened and was to be told; without what was lost on the way
 * @param told what a receiver took
 */
record Taken(String id, int number, String provider, Instant at, Set<String> planned, Set<String> told) {
    static List<Taken> all(String truth) {
        return truth.lines()
                .filter(line -> !line.isBlank())
                .map(JsonObject::new)
                .map(Taken::of)
                .toList();
    }

    private static Taken of(JsonObject line) {
        Set<String> planned = texts(line, "planned");
        planned.removeAll(texts(line, "lost"));
        return new Taken(
                line.getString("id"),
                Requests.number(line.getString("recipient")),
                line.getString("provider"),
                Instant.parse(line.getString("at")),
                planned,
                texts(line, "accepted"));
    }

    private static Set<String> texts(JsonObject line, String name) {
        Set<String> texts = new TreeSet<>();
        line.getJsonArray(name).forEach(text -> texts.add(String.valueOf(text)));
        return texts;
    }

    /**
     * The states that are true for a message with these acceptances. A post whose answer got lost on the way may have been
     * read or not, so what wasn't taken in the twin's eyes may be known or not.
     */
    static Set<String> states(List<Taken> all) {
        Set<String> told = new HashSet<>();
        Set<String> planned = new HashSet<>();
        all.forEach(one -> {
            told.addAll(one.told);
            planned.addAll(one.planned);
        });
        Set<String> states = new TreeSet<>();
        states.add(state(told));
        for (String perhaps : planned) {
            Set<String> more = new HashSet<>(told);
            more.add(perhaps);
            states.add(state(more));
        }
        return states;
    }

    private static String state(Set<String> told) {
        if (told.contains("bounced-hard") || told.contains("bounced-soft")) {
            return "bounced";
        }
        if (told.contains("rejected")) {
            return "rejected";
        }
        return told.contains("delivered") ? "delivered" : "sent";
    }
}
