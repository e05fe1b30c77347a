package io.emailservice.render;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.NumberFormat;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Currency;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The helpers {@code date}, {@code number} and {@code currency}. */
final class Formats {
    private static final int MAX_FORMATTERS = 256;
    private static final Map<String, DateTimeFormatter> FORMATTERS = new ConcurrentHashMap<>();
    private static final Map<String, FormatStyle> STYLES = Map.of(
            "short",
            FormatStyle.SHORT,
            "medium",
            FormatStyle.MEDIUM,
            "long",
            FormatStyle.LONG,
            "full",
            FormatStyle.FULL);

    private Formats() {}

    /** {@code {{date value format="d MMMM yyyy" zone="Europe/Berlin" locale="de"}}}. */
    static Object date(Arguments arguments) {
        ZonedDateTime time = time(Values.text(arguments.first()), zone(arguments));
        if (time == null) {
            throw arguments.bad("the value must be an ISO 8601 date or time, or milliseconds since 1970");
        }
        try {
            return formatter(arguments.named("format", "medium"))
                    .withLocale(locale(arguments))
                    .format(time);
        } catch (IllegalArgumentException | DateTimeException unusable) {
            throw arguments.bad("the format must be short, medium, long, full or a pattern such as d MMMM yyyy");
        }
    }

    /** {@code {{number value decimals=2 locale="de"}}}. */
    static Object number(Arguments arguments) {
        NumberFormat format = NumberFormat.getNumberInstance(locale(arguments));
        String decimals = arguments.named("decimals", "");
        if (!decimals.isEmpty()) {
            int digits = digits(arguments, decimals);
            format.setMinimumFractionDigits(digits);
            format.setMaximumFractionDigits(digits);
        }
        return format(format, arguments);
    }

    /** {@code {{currency value "EUR" locale="de"}}}. */
    static Object currency(Arguments arguments) {
        NumberFormat format = NumberFormat.getCurrencyInstance(locale(arguments));
        try {
            Currency currency = Currency.getInstance(Values.text(arguments.at(1)));
            format.setCurrency(currency);
            format.setMinimumFractionDigits(currency.getDefaultFractionDigits());
            format.setMaximumFractionDigits(currency.getDefaultFractionDigits());
        } catch (IllegalArgumentException unknown) {
            throw arguments.bad("the second argument must be an ISO 4217 code such as \"EUR\"");
        }
        return format(format, arguments);
    }

    private static String format(NumberFormat format, Arguments arguments) {
        BigDecimal number = Values.decimal(arguments.first());
        if (number == null) {
            throw arguments.bad("the value must be a number");
        }
        format.setRoundingMode(RoundingMode.HALF_UP);
        return format.format(number);
    }

    private static int digits(Arguments arguments, String decimals) {
        if (decimals.length() == 1 && Character.isDigit(decimals.charAt(0))) {
            return Character.digit(decimals.charAt(0), 10);
        }
        throw arguments.bad("decimals must be a number from 0 to 9");
    }

    private static Locale locale(Arguments arguments) {
        String tag = arguments.named("locale", "");
        return tag.isEmpty() ? arguments.output().locale() : Locale.forLanguageTag(tag);
    }

    private static ZoneId zone(Arguments arguments) {
        String zone = arguments.named("zone", "");
        try {
            return zone.isEmpty() ? ZoneOffset.UTC : ZoneId.of(zone);
        } catch (DateTimeException unknown) {
            throw arguments.bad("the zone must be one such as Europe/Berlin or +02:00");
        }
    }

    /** A moment is moved to the zone; a date or time without a zone stays what it says. */
    private static @Nullable ZonedDateTime time(String value, ZoneId zone) {
        try {
            if (value.indexOf('-') <= 0) {
                return Instant.ofEpochMilli(Long.parseLong(value)).atZone(zone);
            }
            int clock = value.indexOf('T');
            if (clock < 0) {
                return LocalDate.parse(value).atStartOfDay(zone);
            }
            boolean moment = value.endsWith("Z") || value.indexOf('+', clock) > 0 || value.indexOf('-', clock) > 0;
            return moment
                    ? OffsetDateTime.parse(value).atZoneSameInstant(zone)
                    : LocalDateTime.parse(value).atZone(zone);
        } catch (DateTimeException | NumberFormatException notATime) {
            return null;
        }
    }

    private static DateTimeFormatter formatter(String format) {
        DateTimeFormatter known = FORMATTERS.get(format);
        if (known != null) {
            return known;
        }
        FormatStyle style = STYLES.get(format);
        DateTimeFormatter made =
                style == null ? DateTimeFormatter.ofPattern(format) : DateTimeFormatter.ofLocalizedDate(style);
        if (FORMATTERS.size() < MAX_FORMATTERS) {
            FORMATTERS.put(format, made);
        }
        return made;
    }
}
