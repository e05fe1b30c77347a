package io.emailservice.twin.mailgun;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.emailservice.twin.wire.MalformedBody;
import io.emailservice.twin.wire.Query;
import io.emailservice.twin.wire.UrlEncoding;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which events a client wants: filters, time range, direction, and for a page after the first, where it goes on. The
 * whole of it is the page's token, so the stand-in keeps nothing between pages.
 *
 * @param filters by name: event, recipient, message-id, tags
 * @param low the oldest time, epoch milliseconds
 * @param high the newest time, epoch milliseconds
 * @param boundary the entry before which the page stands: entries from it on go up, those before it go down; null for
 *     the first page
 * @param back whether this is the page before the boundary in the wanted order
 */
record EventsPage(
        Map<String, String> filters,
        long low,
        long high,
        boolean ascending,
        int limit,
        @Nullable Integer boundary,
        boolean back) {
    private static final Set<String> FILTERS = Set.of("event", "recipient", "message-id", "tags", "severity");
    private static final Set<String> CONTROLS = Set.of("begin", "end", "ascending", "limit", "pretty");
    private static final int DEFAULT_LIMIT = 100;
    private static final int MOST = 300;

    /**
     * The first page of a query.
     *
     * @throws MalformedBody for a filter that isn't known here or a time that can't be read
     */
    static EventsPage first(Query query) {
        Map<String, String> filters = new LinkedHashMap<>();
        query.values().forEach((name, value) -> {
            if (FILTERS.contains(name)) {
                filters.put(name, value);
            } else if (!CONTROLS.contains(name)) {
                throw new MalformedBody("the twin has no filter " + name);
            }
        });
        Long begin = time(query.text("begin"));
        Long end = time(query.text("end"));
        boolean ascending = isAscending(query.text("ascending"), begin, end);
        Long low = ascending ? begin : end;
        Long high = ascending ? end : begin;
        if (low != null && high != null && low > high) {
            Long swapped = low;
            low = high;
            high = swapped;
        }
        return new EventsPage(
                filters,
                low == null ? Long.MIN_VALUE : low,
                high == null ? Long.MAX_VALUE : high,
                ascending,
                query.number("limit", DEFAULT_LIMIT, 1, MOST),
                null,
                false);
    }

    /** The page of a token that {@link #token} made; fails like {@link #first}. */
    static EventsPage of(String token) {
        try {
            Query query = Query.of(new String(Base64.getUrlDecoder().decode(token), UTF_8));
            Map<String, String> filters = new LinkedHashMap<>(query.values());
            filters.keySet().retainAll(FILTERS);
            String boundary = query.text("boundary");
            return new EventsPage(
                    filters,
                    Long.parseLong(query.text("low", "")),
                    Long.parseLong(query.text("high", "")),
                    query.text("up") != null,
                    query.number("limit", DEFAULT_LIMIT, 1, MOST),
                    boundary == null ? null : Integer.valueOf(boundary),
                    query.text("back") != null);
        } catch (IllegalArgumentException broken) {
            throw new MalformedBody("the page token is not valid");
        }
    }

    String token() {
        List<String> pairs = new ArrayList<>();
        filters.forEach((name, value) -> pairs.add(name + '=' + UrlEncoding.encode(value)));
        pairs.add("low=" + low);
        pairs.add("high=" + high);
        pairs.add("limit=" + limit);
        if (ascending) {
            pairs.add("up=1");
        }
        if (boundary != null) {
            pairs.add("boundary=" + boundary);
        }
        if (back) {
            pairs.add("back=1");
        }
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(String.join("&", pairs).getBytes(UTF_8));
    }

    EventsPage at(@Nullable Integer newBoundary, boolean goesBack) {
        return new EventsPage(filters, low, high, ascending, limit, newBoundary, goesBack);
    }

    /** Whether entries are looked through from old to new. */
    boolean scansUp() {
        return ascending != back;
    }

    /** The words of a filter such as {@code (accepted OR delivered)}; null if the filter isn't there. */
    @Nullable
    Set<String> words(String filter) {
        String value = filters.get(filter);
        if (value == null) {
            return null;
        }
        return List.of(value.replaceAll("[()\"]", " ").strip().split("\\s+(?:OR|or)\\s+")).stream()
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isAscending(@Nullable String wanted, @Nullable Long begin, @Nullable Long end) {
        if (wanted != null) {
            return wanted.equals("yes") || wanted.equals("true");
        }
        return begin != null && (end == null || begin <= end);
    }

    private static @Nullable Long time(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return Math.round(Double.parseDouble(text) * 1_000);
        } catch (NumberFormatException notAnEpoch) {
            return date(text);
        }
    }

    private static long date(String text) {
        String offset = text.endsWith(" UTC") ? text.substring(0, text.length() - 3) + "GMT" : text;
        try {
            return DateTimeFormatter.RFC_1123_DATE_TIME
                    .parse(offset, OffsetDateTime::from)
                    .toInstant()
                    .toEpochMilli();
        } catch (DateTimeException notADate) {
            throw new MalformedBody("a time must be an RFC 2822 date or seconds since the epoch");
        }
    }
}
