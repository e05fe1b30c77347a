package io.emailservice.chaos;

import io.emailservice.testing.KafkaEvents;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;

/** Compares what the service keeps with the record of the twin, request by request. */
final class Verdict {
    private static final Duration KAFKA = Duration.ofSeconds(60);
    private static final Duration JOBS = Duration.ofSeconds(20);

    /** Kinds of findings that are allowed, and only counted. */
    private static final Set<String> ALLOWED = Set.of("held", "failed", "twiceSilent", "unanswered");

    private final ChaosScene scene;
    private final Callers callers;
    private final Requests requests;
    private final Map<Integer, List<Kept>> kept;
    private final Map<Integer, List<Taken>> taken;
    private final Map<String, Set<String>> found = new TreeMap<>();

    Verdict(ChaosScene scene, Callers callers, Requests requests) {
        this.scene = scene;
        this.callers = callers;
        this.requests = requests;
        kept = Kept.all(scene.servers.database()).stream().collect(Collectors.groupingBy(Kept::number));
        taken = Taken.all(scene.twin("/twin/truth")).stream().collect(Collectors.groupingBy(Taken::number));
    }

    /** The figures, and everything that is wrong under {@code violations}. */
    JsonObject give() {
        for (int number = 0; number < requests.count(); number++) {
            judge(number, kept.getOrDefault(number, List.of()), taken.getOrDefault(number, List.of()));
        }
        callers.refused.forEach((number, answer) -> note("refused", requests.recipient(number) + ": " + answer));
        judgeEvents();
        judgeJobs();
        return figures();
    }

    /** The ids of messages that are not as they should be. */
    Set<String> wrongMessages() {
        return found.entrySet().stream()
                .filter(kind -> !ALLOWED.contains(kind.getKey()))
                .flatMap(kind -> kind.getValue().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void judge(int number, List<Kept> messages, List<Taken> acceptances) {
        boolean accepted = callers.taken.containsKey(number);
        if (!accepted) {
            note("unanswered", requests.recipient(number));
        }
        if (messages.size() > 1 || (messages.isEmpty() && !acceptances.isEmpty())) {
            messages.forEach(message -> note("notOneMessage", message.id()));
            acceptances.forEach(one -> note("notOneMessage", one.id()));
            return;
        }
        if (messages.isEmpty()) {
            if (accepted) {
                note("lost", requests.recipient(number));
            }
            return;
        }
        Kept message = messages.get(0);
        String answered = callers.taken.getOrDefault(number, "");
        if (!answered.isEmpty() && !answered.equals(message.id())) {
            note("notOneMessage", message.id());
        }
        judgeState(message, acceptances);
        if (acceptances.size() > 1) {
            judgeRepeats(message, acceptances);
        }
    }

    private void judgeState(Kept message, List<Taken> acceptances) {
        if (message.held()) {
            boolean shown = acceptances.stream()
                    .anyMatch(one ->
                            one.provider().equals("mailgun") || !one.told().isEmpty());
            note(shown ? "heldThoughShown" : "held", message.id());
        } else if (message.endedUnsent()) {
            boolean fine = acceptances.isEmpty() && message.hasReason();
            note(fine ? message.state() : "untrue", message.id());
        } else if (acceptances.isEmpty()) {
            note("lost", message.id());
        } else if (!Taken.states(acceptances).contains(message.state())) {
            note("untrue", message.id());
        }
    }

    /** Only a stream that sends again may do so, once, and only after the service gave up the first one in silence. */
    private void judgeRepeats(Kept message, List<Taken> acceptances) {
        boolean silent = message.stream().equals("transactional")
                && acceptances.size() == 2
                && givenUpInSilence(message, acceptances.get(0), acceptances.get(1));
        note(silent ? "twiceSilent" : "twice", message.id());
    }

    /** Between the two, the first was given up, and its provider had shown nothing by then; SES alone can't be asked. */
    private boolean givenUpInSilence(Kept message, Taken first, Taken second) {
        String givenUp = """
                SELECT count(*) FROM (
                  SELECT min(closed_at) AS at FROM message_attempt
                  WHERE message_id = '%1$s' AND failure_code = 'not_taken' AND closed_at BETWEEN '%2$s' AND '%3$s'
                ) given_up
                WHERE at IS NOT NULL AND NOT EXISTS (
                  SELECT 1 FROM message_feedback f JOIN webhook_post p ON p.id = f.post_id
                  WHERE f.message_id = '%1$s' AND p.received_at < at - interval '3 seconds')""".formatted(message.id(), first.at(), second.at());
        return first.provider().equals("ses") && scene.number(givenUp) == 1;
    }

    private void judgeEvents() {
        scene.servers.database().rows("""
                        SELECT m.id FROM message m LEFT JOIN message_event e ON e.message_id = m.id GROUP BY m.id
                        HAVING count(e.id) <> m.sequence OR count(DISTINCT e.sequence) <> m.sequence
                        OR min(e.sequence) <> 1 OR max(e.sequence) <> m.sequence""").forEach(id -> note("eventsWrong", id));
    }

    /** Held messages' jobs come back now and then, to look again: jobs are stranded if the others are never all away. */
    private void judgeJobs() {
        int held = count("held") + count("heldThoughShown");
        try {
            Waits.until(
                    "a moment without other jobs",
                    JOBS,
                    () -> Jobs.waiting(scene.servers.redis) == 0 && Jobs.delayed(scene.servers.redis) <= held);
        } catch (ConditionTimeoutException stranded) {
            note("jobsStranded", Jobs.waiting(scene.servers.redis) + " jobs are active or wait");
            note(
                    "jobsStranded",
                    Jobs.delayed(scene.servers.redis) + " jobs are delayed, and " + held + " messages held");
        }
    }

    private JsonObject figures() {
        Map<String, Object> states = new TreeMap<>(kept.values().stream()
                .flatMap(List::stream)
                .collect(Collectors.groupingBy(Kept::state, Collectors.counting())));
        KafkaEvents kafka = KafkaEvents.read(
                scene.servers.kafka.bootstrapServers(), scene.number("SELECT count(*) FROM message_event"), KAFKA);
        JsonObject figures = new JsonObject()
                .put("accepted", callers.taken.size())
                .put("states", new JsonObject(states))
                .put("atTwin", taken.values().stream().mapToInt(List::size).sum())
                .put(
                        "wereUncertain",
                        scene.number(
                                "SELECT count(DISTINCT message_id) FROM message_event WHERE type = 'message.uncertain'"))
                .put("lost", count("lost"))
                .put("twice", count("twice"));
        found.keySet().forEach(kind -> figures.put(kind, count(kind)));
        figures.put("events", kafka.distinct())
                .put("kafkaMissing", kafka.missing())
                .put("kafkaUnordered", kafka.unordered())
                .put("kafkaRepeats", kafka.repeats());
        return figures.put("violations", wrongMessages().size() + kafka.wrong());
    }

    private int count(String kind) {
        return found.getOrDefault(kind, Set.of()).size();
    }

    private void note(String kind, String what) {
        found.computeIfAbsent(kind, first -> new TreeSet<>()).add(what);
    }
}
