package io.emailservice.store;

import io.emailservice.message.FeedbackKind;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What another reading of posts does to a message and to its recipient's address. Pure.
 *
 * @param counting all feedback of the message that counts from now on
 */
record Correction(Reading reading, List<KeptFeedback> counting, MessageChange change) {
    /**
     * @param kept all that is kept of the message
     * @param sentByUs whether the provider's own answer said that it took the message
     */
    static Correction of(
            KnownMessage message, Reading reading, List<KeptFeedback> kept, boolean sentByUs, CorrectionEvents events) {
        List<KeptFeedback> counting = reading.over(kept);
        Verdict verdict = Verdict.of(message, KeptFeedback.told(counting), sentByUs);
        MessageChange change = new MessageChange(
                message,
                verdict.differs(message, reading),
                verdict.state(),
                verdict.decided(),
                verdict.failure(),
                message.providerMessageId(),
                events.of(message, reading, verdict));
        return new Correction(reading, counting, change);
    }

    UUID id() {
        return change.id();
    }

    KnownMessage message() {
        return change.message();
    }

    /** What the recipient did is counted anew if any of it is read differently. */
    boolean touchesEngagement() {
        return !engagement(reading.fresh()).isEmpty()
                || !engagement(reading.gone()).isEmpty();
    }

    List<Told> engagement() {
        return KeptFeedback.told(engagement(counting));
    }

    private static List<KeptFeedback> engagement(List<KeptFeedback> feedback) {
        return feedback.stream()
                .filter(one -> FeedbackKind.of(one.kind())
                        .filter(FeedbackKind::engagement)
                        .isPresent())
                .toList();
    }

    /** Feedback that says of an address what none of this message's said before, or what a lifted suppression outweighed. */
    List<Told> news() {
        List<AddressNote> before = notes(reading.gone());
        before.addAll(notes(
                counting.stream().filter(one -> !reading.fresh().contains(one)).toList()));
        List<AddressNote> lifted = lifted();
        return KeptFeedback.told(counting).stream()
                .filter(told -> AddressNote.of(told, message())
                        .filter(note -> before.stream().noneMatch(note::saysTheSameAs)
                                || (note.suppresses() && lifted.stream().anyMatch(note::isOfTheSameListAs)))
                        .isPresent())
                .toList();
    }

    /** Suppressions that nothing of this message's feedback asks for any more. */
    List<AddressNote> lifted() {
        List<AddressNote> now = notes(counting);
        return notes(reading.gone()).stream()
                .filter(AddressNote::suppresses)
                .filter(note -> now.stream().noneMatch(note::saysTheSameAs))
                .toList();
    }

    private List<AddressNote> notes(List<KeptFeedback> feedback) {
        List<AddressNote> notes = new ArrayList<>();
        feedback.forEach(one -> AddressNote.of(one.told(), message()).ifPresent(notes::add));
        return notes;
    }
}
