package io.emailservice.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What is to be written for a batch of fresh feedback. Pure. */
record FeedbackBatch(
        List<MessageChange> changes,
        List<Engagement> engagements,
        List<AddressNote> suppressions,
        List<SoftRun> softBounces,
        List<AddressNote> deliveries) {

    /** What recipients did with one message, added to what is known. */
    record Engagement(UUID messageId, String kind, String label, Instant first, Instant last, int times) {
        private Engagement and(Engagement other) {
            return new Engagement(
                    messageId,
                    kind,
                    label,
                    first.isBefore(other.first) ? first : other.first,
                    last.isAfter(other.last) ? last : other.last,
                    times + other.times);
        }
    }

    /** Soft bounces of one address in this batch. */
    record SoftRun(String tenant, String address, UUID messageId, Instant first, Instant last, int times) {}

    private record Address(String tenant, String address) {}

    /** @param fresh never seen before, by message; each message is known */
    static FeedbackBatch of(Map<UUID, List<Told>> fresh, Map<UUID, KnownMessage> messages, Labeller labeller) {
        List<MessageChange> changes = new ArrayList<>();
        Map<List<Object>, Engagement> engagements = new LinkedHashMap<>();
        List<AddressNote> notes = new ArrayList<>();
        fresh.forEach((id, told) -> {
            KnownMessage message = messages.get(id);
            if (message == null) {
                throw new IllegalArgumentException("feedback without its message");
            }
            changes.add(MessageChange.of(message, told, labeller));
            for (Told one : told) {
                if (one.feedback().kind().engagement()) {
                    Engagement engagement = engagement(message, one, labeller);
                    engagements.merge(List.of(id, engagement.kind(), engagement.label()), engagement, Engagement::and);
                }
                AddressNote.of(one, message).ifPresent(notes::add);
            }
        });
        changes.sort((left, right) -> IdRange.ORDER.compare(left.id(), right.id()));
        return new FeedbackBatch(
                changes,
                List.copyOf(engagements.values()),
                notes.stream().filter(AddressNote::suppresses).toList(),
                softRuns(notes),
                deliveries(notes));
    }

    private static Engagement engagement(KnownMessage message, Told told, Labeller labeller) {
        String label =
                labeller.label(told.feedback(), message.attemptAt()).who().wire();
        return new Engagement(message.id(), told.feedback().kind().wire(), label, told.at(), told.at(), 1);
    }

    /** Of addresses whose last word is a soft bounce: those since the last delivery. */
    private static List<SoftRun> softRuns(List<AddressNote> notes) {
        List<SoftRun> runs = new ArrayList<>();
        byAddress(notes).forEach((address, told) -> {
            List<AddressNote> run = new ArrayList<>();
            for (AddressNote note : told) {
                if (note.kind() == AddressNote.Kind.DELIVERED) {
                    run.clear();
                } else {
                    run.add(note);
                }
            }
            if (!run.isEmpty()) {
                AddressNote last = run.get(run.size() - 1);
                runs.add(new SoftRun(
                        address.tenant(),
                        address.address(),
                        last.messageId(),
                        run.get(0).at(),
                        last.at(),
                        run.size()));
            }
        });
        return runs;
    }

    /** The last delivery to each address. */
    private static List<AddressNote> deliveries(List<AddressNote> notes) {
        Map<Address, AddressNote> last = new LinkedHashMap<>();
        byAddress(notes).forEach((address, told) -> told.stream()
                .filter(note -> note.kind() == AddressNote.Kind.DELIVERED)
                .forEach(note -> last.put(address, note)));
        return List.copyOf(last.values());
    }

    private static Map<Address, List<AddressNote>> byAddress(Collection<AddressNote> notes) {
        Map<Address, List<AddressNote>> all = new HashMap<>();
        notes.stream()
                .filter(note -> !note.suppresses())
                .sorted((left, right) -> left.at().compareTo(right.at()))
                .forEach(note -> all.computeIfAbsent(
                                new Address(note.tenant(), note.address()), none -> new ArrayList<>())
                        .add(note));
        return all;
    }
}
