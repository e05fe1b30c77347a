package io.emailservice.suppression;

import io.emailservice.message.Problem;
import io.emailservice.message.Stream;
import io.emailservice.message.Suppression;
import io.emailservice.message.SuppressionReason;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the fields of an entry, whatever format they came in. Safe from any thread. */
public final class EntryReader {
    public static final String ADDRESS = "address";
    public static final String STREAM = "stream";
    public static final String REASON = "reason";
    public static final String SOURCE = "source";
    public static final String CREATED = "createdAt";
    public static final String EXPIRES = "expiresAt";

    /** In the order in which they are written. */
    static final List<String> FIELDS = List.of(ADDRESS, STREAM, REASON, SOURCE, CREATED, EXPIRES);

    private static final Set<String> KNOWN = Set.copyOf(FIELDS);
    private static final int MAX_SOURCE = 200;
    private static final List<String> REASONS = Arrays.stream(SuppressionReason.values())
            .map(SuppressionReason::wire)
            .toList();

    private final AddressRules addresses;
    private final Clock clock;

    public EntryReader(AddressRules addresses, Clock clock) {
        this.addresses = addresses;
        this.clock = clock;
    }

    /**
     * Reads one entry.
     *
     * @param fields by name; absent and empty ones have the value of {@code defaults}, or none
     */
    public Entry read(Map<String, String> fields, Map<String, String> defaults) {
        List<Problem> problems = new ArrayList<>();
        for (String name : fields.keySet()) {
            if (!KNOWN.contains(name)) {
                problems.add(new Problem('/' + pointer(name), "is unknown; known are " + FIELDS));
            }
        }
        String address = address(value(fields, defaults, ADDRESS, ""), problems);
        String stream = stream(value(fields, defaults, STREAM, Suppression.EVERY_STREAM), problems);
        SuppressionReason reason = reason(value(fields, defaults, REASON, SuppressionReason.MANUAL.wire()), problems);
        String source = source(value(fields, defaults, SOURCE, "unknown"), problems);
        Instant now = clock.instant();
        Instant created = time(CREATED, value(fields, defaults, CREATED, ""), problems);
        if (created != null && created.isAfter(now)) {
            problems.add(new Problem('/' + CREATED, "must not be in the future"));
        }
        Instant expires = time(EXPIRES, value(fields, defaults, EXPIRES, ""), problems);
        if (expires != null && !expires.isAfter(now)) {
            problems.add(new Problem('/' + EXPIRES, "must be in the future"));
        }
        return address == null || !problems.isEmpty()
                ? new Entry(null, problems)
                : Entry.of(new Suppression(address, stream, reason, source, created == null ? now : created, expires));
    }

    /** The form under which an address is kept; notes a problem and says null if it is none. */
    public @Nullable String address(String given, List<Problem> problems) {
        String normalised = addresses.normalise(given);
        if (normalised == null) {
            problems.add(new Problem('/' + ADDRESS, given.isEmpty() ? "is required" : addresses.rule(given)));
        }
        return normalised;
    }

    /** The stream as it is kept; notes a problem if there is no such. */
    public static String stream(String given, List<Problem> problems) {
        if (!given.equals(Suppression.EVERY_STREAM) && Stream.of(given).isEmpty()) {
            problems.add(new Problem('/' + STREAM, "must be transactional, bulk, or * for every stream"));
        }
        return given;
    }

    /** The reason; notes a problem if there is no such. */
    public static SuppressionReason reason(String given, List<Problem> problems) {
        return SuppressionReason.of(given).orElseGet(() -> {
            problems.add(new Problem('/' + REASON, "must be one of " + REASONS));
            return SuppressionReason.MANUAL;
        });
    }

    private static String source(String given, List<Problem> problems) {
        if (given.length() > MAX_SOURCE || given.chars().anyMatch(Character::isISOControl)) {
            problems.add(new Problem('/' + SOURCE, "must be one line of up to " + MAX_SOURCE + " characters"));
        }
        return given;
    }

    private static @Nullable Instant time(String field, String given, List<Problem> problems) {
        if (given.isEmpty()) {
            return null;
        }
        try {
            OffsetDateTime time = OffsetDateTime.parse(given);
            if (time.getYear() >= 1970 && time.getYear() < 10_000) {
                return time.toInstant();
            }
        } catch (DateTimeException notATime) {
            // falls through to the one complaint below
        }
        problems.add(new Problem('/' + field, "must be a time such as 2030-01-31T12:00:00Z"));
        return null;
    }

    private static String value(
            Map<String, String> fields, Map<String, String> defaults, String name, String otherwise) {
        String given = fields.getOrDefault(name, "");
        return given.isEmpty() ? defaults.getOrDefault(name, otherwise) : given;
    }

    /** As RFC 6901 has it, and no longer than a name has to be to be recognised. */
    private static String pointer(String name) {
        String shown = name.length() > 40 ? name.substring(0, 40) : name;
        return shown.replace("~", "~0").replace("/", "~1");
    }
}
