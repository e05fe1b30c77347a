package io.emailservice.provider.mailgun;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When Mailgun wants to be asked again. It says so in a header, or only in the sentence of its error: as a date or as a
 * number of seconds.
 */
final class Throttling {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final Pattern SECONDS = Pattern.compile(
            "(?:try again (?:after|in)|\"retry-seconds\"\\s*:)\\s*(\\d{1,9})", Pattern.CASE_INSENSITIVE);
    private static final Pattern DATE = Pattern.compile(
            "try again after\\s+((?:\\w{3},\\s+)?\\d{1,2} \\w{3} \\d{4} \\d{2}:\\d{2}:\\d{2} (?:UTC|GMT|[+-]\\d{4}))",
            Pattern.CASE_INSENSITIVE);
    /** Epoch milliseconds of any year after 1973 are larger, epoch seconds of any year before 5138 are smaller. */
    private static final double SMALLEST_MILLIS = 1e11;

    private Throttling() {}

    /** The wait from now on, or null if none is named. Between a second and a day. */
    static @Nullable Duration retryAfter(
            @Nullable String retryAfter, @Nullable String rateLimitReset, String body, Instant now) {
        Duration wait = retryAfter == null ? null : header(retryAfter, now);
        if (wait == null) {
            wait = text(body, now);
        }
        if (wait == null && rateLimitReset != null) {
            wait = reset(rateLimitReset, now);
        }
        return wait == null ? null : bounded(wait);
    }

    /** True if a sentence speaks of a rate limit, whatever the status beside it. */
    static boolean isLimit(String body) {
        return body.contains("limit exceeded") && body.contains("try again");
    }

    /** RFC 9110 §10.2.3: a number of seconds or an HTTP date. */
    private static @Nullable Duration header(String value, Instant now) {
        String text = value.trim();
        return text.matches("\\d{1,9}") ? Duration.ofSeconds(Long.parseLong(text)) : until(text, now);
    }

    private static @Nullable Duration text(String body, Instant now) {
        Matcher date = DATE.matcher(body);
        if (date.find()) {
            return until(date.group(1), now);
        }
        Matcher seconds = SECONDS.matcher(body);
        return seconds.find() ? Duration.ofSeconds(Long.parseLong(seconds.group(1))) : null;
    }

    private static @Nullable Duration until(String date, Instant now) {
        try {
            String zoned =
                    date.toUpperCase(Locale.ROOT).endsWith("UTC") ? date.substring(0, date.length() - 3) + "GMT" : date;
            return Duration.between(
                    now,
                    ZonedDateTime.parse(zoned, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeException notADate) {
            return null;
        }
    }

    private static @Nullable Duration reset(String epoch, Instant now) {
        try {
            double at = Double.parseDouble(epoch.trim());
            double millis = at >= SMALLEST_MILLIS ? at : at * 1_000;
            return Duration.ofMillis((long) millis - now.toEpochMilli());
        } catch (NumberFormatException notANumber) {
            return null;
        }
    }

    private static Duration bounded(Duration wait) {
        if (wait.compareTo(SHORTEST) < 0) {
            return SHORTEST;
        }
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }
}
