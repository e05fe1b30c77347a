package io.emailservice.testing;

import io.emailservice.message.Diagnosis;
import io.emailservice.message.Feedback;
import io.emailservice.message.FeedbackKind;
import io.emailservice.message.Problem;
import io.emailservice.provider.FeedbackReading;
import java.util.List;

/** Short words for what a decoder made of a post. */
public final class Readings {
    private Readings() {}

    /** The events; fails the test if there are none. */
    public static List<Feedback> events(FeedbackReading reading) {
        return reading.fold(
                events -> events,
                nothing -> {
                    throw new AssertionError("nothing: " + nothing);
                },
                problem -> {
                    throw new AssertionError("refused: " + problem);
                });
    }

    /** The one event; fails the test if there isn't exactly one. */
    public static Feedback event(FeedbackReading reading) {
        List<Feedback> events = events(reading);
        if (events.size() != 1) {
            throw new AssertionError("not one event: " + events);
        }
        return events.get(0);
    }

    /** The problem; fails the test if there is none. */
    public static Problem problem(FeedbackReading reading) {
        return reading.fold(
                events -> {
                    throw new AssertionError("events: " + events);
                },
                nothing -> {
                    throw new AssertionError("nothing: " + nothing);
                },
                problem -> problem);
    }

    /** The word of the corpus for a reading; all its events are of one kind. */
    public static String word(FeedbackReading reading) {
        return reading.fold(events -> word(events.get(0)), nothing -> "ignored", problem -> "invalid");
    }

    private static String word(Feedback event) {
        Diagnosis diagnosis = event.diagnosis();
        if (event.kind() == FeedbackKind.BOUNCED && diagnosis != null && diagnosis.bounce() != null) {
            return "bounced_" + diagnosis.bounce().wire();
        }
        return switch (event.kind()) {
            case FAILED -> "rendering_failed";
            case UNKNOWN -> "ignored";
            default -> event.kind().wire();
        };
    }
}
