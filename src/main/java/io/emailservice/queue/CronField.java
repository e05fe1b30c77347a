package io.emailservice.queue;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One field of a cron pattern, read as cron-parser 5 reads it, its leniencies included: what it takes must not end a
 * schedule here. A value may be there twice, as cron-parser 4 has it.
 *
 * @param values the allowed values, one bit each
 * @param lastWeekdays the weekdays that {@code L} means, one bit each
 * @param any true for a field that is only a star or a question mark
 * @param last true if the field speaks of the last day
 */
record CronField(long values, long lastWeekdays, boolean any, boolean last) {
    /** The fields, in the order in which a pattern has them. */
    enum Unit {
        SECOND(0, 59, ""),
        MINUTE(0, 59, ""),
        HOUR(0, 23, ""),
        DAY_OF_MONTH(1, 31, "L"),
        MONTH(1, 12, ""),
        DAY_OF_WEEK(0, 7, "L");

        private final int min;
        private final int max;
        private final boolean hasLast;
        private final Pattern characters;

        Unit(int min, int max, String more) {
            this.min = min;
            this.max = max;
            this.hasLast = !more.isEmpty();
            this.characters = Pattern.compile("[?,*\\dH/" + more + "-]+");
        }
    }

    private static final String MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec";
    private static final String WEEKDAYS = "sun mon tue wed thu fri sat";
    private static final Pattern NAME = Pattern.compile("[a-zA-Z]{3}");
    private static final Pattern HASH = Pattern.compile("H(?:\\((\\d+)-(\\d+)\\))?(?:/(\\d+))?");
    private static final Pattern HASH_WITH_MORE = Pattern.compile("H\\(\\d+-\\d+\\)|H/\\d+");
    private static final Pattern DIGITS = Pattern.compile("\\d+");
    private static final Pattern LAST = Pattern.compile("\\d{0,2}L");
    private static final int NOT_A_NUMBER = -1;
    private static final int LARGEST_NUMBER = 1_000_000;

    /**
     * Reads a field.
     *
     * @param random from 0 to below 1: where {@code H} falls
     * @throws IllegalArgumentException if the text isn't one
     */
    static CronField read(Unit unit, String text, double random) {
        String named = unit == Unit.MONTH || unit == Unit.DAY_OF_WEEK ? withoutNames(text) : text;
        if (!unit.characters.matcher(named).matches()
                && !HASH_WITH_MORE.matcher(named).find()) {
            throw refused(unit, text);
        }
        String ranges = named.replaceAll("[*?]", unit.min + "-" + unit.max);
        Draft draft = new Draft(unit, text);
        for (String part : withoutHashes(unit, ranges, random).split(",", -1)) {
            draft.take(part);
        }
        return new CronField(
                draft.values, draft.lastWeekdays, text.equals("*") || text.equals("?"), text.contains("L"));
    }

    boolean has(int value) {
        return (values & 1L << value) != 0;
    }

    boolean isLastWeekday(int weekday) {
        return last && (lastWeekdays & 1L << weekday) != 0;
    }

    int first() {
        return Long.numberOfTrailingZeros(values);
    }

    /** The next allowed value after this one, or -1. */
    int after(int value) {
        long later = values & ~((2L << value) - 1);
        return later == 0 ? -1 : Long.numberOfTrailingZeros(later);
    }

    int count() {
        return Long.bitCount(values);
    }

    /** The field without values above this one, unless none would be left. */
    CronField upTo(int most) {
        long kept = values & (2L << most) - 1;
        return kept == 0 ? this : new CronField(kept, lastWeekdays, any, last);
    }

    /** The same values as a choice, even if they are all. */
    CronField restricted() {
        return new CronField(values, lastWeekdays, false, last);
    }

    /** Months and weekdays share their names: {@code mon} is 1 in the field of months, too. */
    private static String withoutNames(String text) {
        return NAME.matcher(text).replaceAll(name -> {
            String three = name.group().toLowerCase(Locale.ROOT);
            int month = MONTHS.indexOf(three);
            int weekday = WEEKDAYS.indexOf(three);
            if (month < 0 && weekday < 0) {
                throw new IllegalArgumentException("unknown name " + name.group());
            }
            return String.valueOf(month < 0 ? weekday / 4 : month / 4 + 1);
        });
    }

    private static String withoutHashes(Unit unit, String text, double random) {
        Matcher hashes = HASH.matcher(text);
        return hashes.replaceAll(hash -> {
            int min = unit.min;
            int max = unit.max;
            if (hash.group(1) != null) {
                min = Math.max(unit.min, leadingNumber(hash.group(1)));
                max = Math.min(unit.max, leadingNumber(hash.group(2)));
            }
            if (min > max) {
                throw refused(unit, text);
            }
            String spread = hash.group(3) == null ? "" : spread(min, max, leadingNumber(hash.group(3)), random);
            return spread.isEmpty() ? String.valueOf((int) (random * (max - min + 1)) + min) : spread;
        });
    }

    /** Every step-th value from a random one on; empty if the step is wider than the range. */
    private static String spread(int min, int max, int step, double random) {
        if (step == 0) {
            throw new IllegalArgumentException("a step is positive");
        }
        StringBuilder values = new StringBuilder();
        for (int value = min / step * step + (int) (random * step); value <= max; value += step) {
            if (value >= min) {
                values.append(values.isEmpty() ? "" : ",").append(value);
            }
        }
        return values.toString();
    }

    /** The number that a text begins with; what follows is ignored. */
    private static int leadingNumber(String text) {
        Matcher digits = DIGITS.matcher(text);
        if (!digits.lookingAt()) {
            return NOT_A_NUMBER;
        }
        return digits.end() > 6 ? LARGEST_NUMBER : Integer.parseInt(digits.group());
    }

    private static IllegalArgumentException refused(Unit unit, String text) {
        return new IllegalArgumentException(
                unit.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " can't be " + text);
    }

    /** A field while its parts are read. */
    private static final class Draft {
        private final Unit unit;
        private final String text;
        private long values;
        private long lastWeekdays;

        Draft(Unit unit, String text) {
            this.unit = unit;
            this.text = text;
        }

        void take(String part) {
            String[] stepped = part.split("/", -1);
            if (stepped.length > 2) {
                throw refused(unit, text);
            }
            if (stepped.length == 2) {
                String range = stepped[0].contains("-") ? stepped[0] : stepped[0] + "-" + unit.max;
                takeRange(range, stepped[1]);
            } else if (part.contains("-")) {
                takeRange(part, null);
            } else if (DIGITS.matcher(part).matches()) {
                int value = checked(leadingNumber(part));
                takeValue(unit == Unit.DAY_OF_WEEK ? value % 7 : value);
            } else {
                takeLast(part);
            }
        }

        private void takeRange(String range, @Nullable String stepText) {
            String[] ends = range.split("-", -1);
            int from = checked(leadingNumber(ends[0]));
            int to = checked(leadingNumber(ends[1]));
            int step = stepText == null ? 1 : leadingNumber(stepText);
            if (from > to || step < 1) {
                throw refused(unit, text);
            }
            // A range that ends on the second Sunday means the first, too; it has no value of its own otherwise.
            if (unit == Unit.DAY_OF_WEEK && to % 7 == 0 && (to - from) % step == 0) {
                takeValue(0);
            }
            for (int value = from; value <= to; value += step) {
                takeValue(value);
            }
        }

        private void takeValue(int value) {
            values |= 1L << value;
            lastWeekdays |= 1L << value % 7;
        }

        /** {@code L} alone is the last day of a month; {@code 5L} is the last Friday, told by its first digit. */
        private void takeLast(String part) {
            boolean alone = part.equals("L");
            if (!unit.hasLast || !LAST.matcher(part).matches() || (alone && unit == Unit.DAY_OF_WEEK)) {
                throw refused(unit, text);
            }
            if (!alone) {
                lastWeekdays |= 1L << (part.charAt(0) - '0') % 7;
            }
        }

        private int checked(int value) {
            if (value < unit.min || value > unit.max) {
                throw refused(unit, text);
            }
            return value;
        }
    }
}
