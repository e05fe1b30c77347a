package io.emailservice.store;

import io.emailservice.message.Diagnosis;
import io.emailservice.message.FailureClass;
import io.emailservice.message.Feedback;
import io.emailservice.message.FeedbackKind;
import io.emailservice.message.Signals;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Feedback for the tests of this room, and the post that brings it: one line
 * {@code kind|messageId|providerMessageId|recipient|minute|key} each, with {@code -} for what is not told.
 */
record FeedbackSample(
        String kind,
        @Nullable UUID messageId,
        @Nullable String providerMessageId,
        @Nullable String recipient,
        int minute,
        String key) {
    static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

    static FeedbackSample of(String kind, UUID messageId, int minute) {
        return new FeedbackSample(kind, messageId, null, null, minute, kind + minute);
    }

    FeedbackSample from(String provider) {
        return new FeedbackSample(kind, null, provider, recipient, minute, key);
    }

    FeedbackSample about(String address) {
        return new FeedbackSample(kind, messageId, providerMessageId, address, minute, key);
    }

    String line() {
        return String.join(
                "|", kind, text(messageId), text(providerMessageId), text(recipient), Integer.toString(minute), key);
    }

    static Buffer body(List<FeedbackSample> all) {
        return Buffer.buffer(
                String.join("\n", all.stream().map(FeedbackSample::line).toList()));
    }

    /** A {@link FeedbackReader} of such bodies. */
    static List<Feedback> read(Post post) {
        return post.body()
                .toString()
                .lines()
                .filter(line -> line.contains("|"))
                .map(FeedbackSample::parse)
                .map(FeedbackSample::feedback)
                .toList();
    }

    private static FeedbackSample parse(String line) {
        String[] parts = line.split("\\|", -1);
        return new FeedbackSample(
                parts[0],
                parts[1].equals("-") ? null : UUID.fromString(parts[1]),
                parts[2].equals("-") ? null : parts[2],
                parts[3].equals("-") ? null : parts[3],
                Integer.parseInt(parts[4]),
                parts[5]);
    }

    Feedback feedback() {
        return new Feedback(
                "mailgun",
                "eu",
                switch (kind) {
                    case "hard", "soft", "spam" -> FeedbackKind.BOUNCED;
                    default -> FeedbackKind.of(kind).orElseThrow();
                },
                kind,
                UUID.nameUUIDFromBytes(
                        (key + messageId + providerMessageId + recipient).getBytes(StandardCharsets.UTF_8)),
                null,
                messageId,
                providerMessageId,
                recipient,
                EPOCH.plusSeconds(60L * minute),
                diagnosis(),
                Signals.NONE);
    }

    private @Nullable Diagnosis diagnosis() {
        return switch (kind) {
            case "hard" ->
                new Diagnosis(Diagnosis.Bounce.HARD, FailureClass.RECIPIENT, "no_mailbox", "550", "5.1.1", "gone");
            case "soft" -> new Diagnosis(Diagnosis.Bounce.SOFT, FailureClass.RECIPIENT, "full", "452", "4.2.2", "full");
            case "spam" ->
                new Diagnosis(Diagnosis.Bounce.SOFT, FailureClass.CONTENT, "spam", "550", "5.7.1", "at " + minute);
            case "rejected" -> new Diagnosis(null, FailureClass.CONTENT, "rejected", null, null, "no");
            case "failed" -> new Diagnosis(null, FailureClass.CONTENT, "failed", null, null, "broken");
            case "deferred" -> new Diagnosis(null, FailureClass.PROVIDER, "greylisted", "451", "4.7.1", "later");
            default -> null;
        };
    }

    private static String text(@Nullable Object value) {
        return value == null ? "-" : value.toString();
    }
}
