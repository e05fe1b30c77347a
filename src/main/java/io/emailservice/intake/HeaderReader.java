package io.emailservice.intake;

import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the extra headers of a request. Names are RFC 5322 field names; values are one line of printable ASCII, the form
 * that every provider takes (SES allows nothing else and 995 characters).
 */
final class HeaderReader {
    private static final int MAX_NAME = 126;
    private static final int MAX_VALUE = 995;

    /** Headers that are made from other fields, by us or by the provider. */
    private static final Set<String> RESERVED = Set.of(
            "from",
            "to",
            "cc",
            "bcc",
            "subject",
            "date",
            "message-id",
            "mime-version",
            "return-path",
            "received",
            "dkim-signature",
            "sender",
            "authentication-results",
            "delivered-to");

    private static final List<String> RESERVED_PREFIXES =
            List.of("content-", "resent-", "arc-", "x-mailgun-", "x-ses-", "x-email-service-");

    private final Cursor cursor;
    private final IntakeLimits limits;

    HeaderReader(Cursor cursor, IntakeLimits limits) {
        this.cursor = cursor;
        this.limits = limits;
    }

    Map<String, String> headers() throws IOException {
        if (!cursor.entersObject()) {
            return Map.of();
        }
        Map<String, String> all = new LinkedHashMap<>();
        for (String name = cursor.nextField(); name != null; name = cursor.nextField()) {
            @Nullable String refusal = refusal(name, all);
            if (refusal != null) {
                cursor.problem(refusal);
            }
            @Nullable String value = cursor.textOrEmpty(MAX_VALUE);
            if (value == null) {
                continue;
            }
            if (!Texts.isPrintableAscii(value)) {
                cursor.problem("must be one line of printable ASCII; encode the rest (RFC 2047)");
            }
            if (all.size() <= limits.headers()) {
                all.put(name, value);
            }
        }
        if (all.size() > limits.headers()) {
            cursor.problem("must have at most " + limits.headers() + " headers");
        }
        return Collections.unmodifiableMap(all);
    }

    private static @Nullable String refusal(String name, Map<String, String> earlier) {
        if (!isFieldName(name)) {
            return "must have a name of 1 to " + MAX_NAME + " printable ASCII characters without space and colon";
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.equals("reply-to")) {
            return "is a reserved header: use replyTo";
        }
        if (RESERVED.contains(lower) || RESERVED_PREFIXES.stream().anyMatch(lower::startsWith)) {
            return "is a reserved header";
        }
        return earlier.keySet().stream().anyMatch(name::equalsIgnoreCase) ? "is given twice" : null;
    }

    private static boolean isFieldName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c > '~' || c == ':') {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= MAX_NAME;
    }
}
