package io.emailservice.provider;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How addresses, ids and times stand in feedback, and the form in which we keep them. */
public final class FeedbackTexts {
    private static final int MAX_ADDRESS = 320;
    private static final int UUID_LENGTH = 36;
    private static final int OURS = 7;
    private static final double LAST_SECOND = 253_402_300_799d;
    private static final DateTimeFormatter WITH_SPACED_OFFSET =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss[.SSS][ ]XX", Locale.ROOT);

    private FeedbackTexts() {}

    /**
     * The address in lower case, without name and angle brackets; null if there is none, or if the text holds several
     * and so names nobody for sure.
     */
    public static @Nullable String recipient(@Nullable String text) {
        if (text == null || text.length() > 4 * MAX_ADDRESS) {
            return null;
        }
        int open = text.lastIndexOf('<');
        int close = text.indexOf('>', open + 1);
        String address = (open >= 0 && close > open ? text.substring(open + 1, close) : text).strip();
        int at = address.lastIndexOf('@');
        boolean one = at > 0
                && at < address.length() - 1
                && address.length() <= MAX_ADDRESS
                && address.chars().noneMatch(c -> c == ',' || c == ' ' || c == '<' || Character.isISOControl(c))
                && (open < 0 || text.indexOf('<') == open);
        return one ? address.toLowerCase(Locale.ROOT) : null;
    }

    /** A message id without angle brackets and blanks. */
    public static @Nullable String bareId(@Nullable String id) {
        if (id == null) {
            return null;
        }
        String text = id.strip();
        boolean bracketed = text.length() > 2 && text.startsWith("<") && text.endsWith(">");
        return bracketed ? text.substring(1, text.length() - 1) : text.isEmpty() ? null : text;
    }

    /** A UUID in its usual form; null for whatever else. */
    public static @Nullable UUID messageId(@Nullable String text) {
        if (text == null || text.length() != UUID_LENGTH) {
            return null;
        }
        try {
            UUID id = UUID.fromString(text);
            return id.toString().equalsIgnoreCase(text) ? id : null;
        } catch (IllegalArgumentException another) {
            return null;
        }
    }

    /** Our own id in front of the @ of a {@code Message-ID} that we chose; null for whatever else. */
    public static @Nullable UUID messageIdInHeader(@Nullable String bareId) {
        if (bareId == null || bareId.indexOf('@') != UUID_LENGTH) {
            return null;
        }
        UUID id = messageId(bareId.substring(0, UUID_LENGTH));
        return id != null && id.version() == OURS ? id : null;
    }

    /** The instant of so many seconds since 1970; null for what is no time of mail. */
    public static @Nullable Instant time(double epochSeconds) {
        boolean plausible = epochSeconds > 0 && epochSeconds <= LAST_SECOND;
        return plausible ? Instant.ofEpochMilli(Math.round(epochSeconds * 1_000)) : null;
    }

    /** The instant of an ISO 8601 text, also with a blank in front of the offset; null if it is none. */
    public static @Nullable Instant time(@Nullable String iso) {
        if (iso == null) {
            return null;
        }
        return parse(iso)
                .filter(instant -> time((double) instant.getEpochSecond()) != null)
                .orElse(null);
    }

    private static Optional<Instant> parse(String iso) {
        try {
            return Optional.of(Instant.parse(iso));
        } catch (DateTimeException perhapsWithABlank) {
            try {
                return Optional.of(OffsetDateTime.parse(iso, WITH_SPACED_OFFSET).toInstant());
            } catch (DateTimeException noTime) {
                return Optional.empty();
            }
        }
    }
}
