package io.emailservice.queue;

import io.emailservice.queue.CronField.Unit;
import java.time.LocalDate;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.regex.Pattern;

/**
 * A cron pattern of up to six fields, the missing ones in front; read as cron-parser 5 reads it.
 *
 * @param nthWeekday 1 to 5 if only the n-th of a weekday in its month counts, 0 if each does
 */
record CronPattern(
        CronField seconds,
        CronField minutes,
        CronField hours,
        CronField daysOfMonth,
        CronField months,
        CronField daysOfWeek,
        int nthWeekday) {
    private static final int LONGEST = 1024;
    private static final int[] LONGEST_MONTHS = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    private static final String[] ABSENT = {"0", "*", "*", "*", "*", "*"};
    private static final Pattern SPACE = Pattern.compile("[\\s\\h\\x0B\\u2028\\u2029\\uFEFF]+");
    private static final Pattern NTH = Pattern.compile("([^#,/-]*)#0*([1-5])");
    private static final Map<String, String> ALIASES = Map.of(
            "@yearly", "0 0 0 1 1 *",
            "@annually", "0 0 0 1 1 *",
            "@monthly", "0 0 0 1 * *",
            "@weekly", "0 0 0 * * 0",
            "@daily", "0 0 0 * * *",
            "@hourly", "0 0 * * * *",
            "@minutely", "0 * * * * *",
            "@secondly", "* * * * * *",
            "@weekdays", "0 0 0 * * 1-5",
            "@weekends", "0 0 0 * * 0,6");

    /**
     * Reads a pattern.
     *
     * @param hashSeed decides where {@code H} falls, the same for the same seed
     * @throws IllegalArgumentException if the text isn't one
     */
    static CronPattern read(String text, String hashSeed) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("a pattern has at most " + LONGEST + " characters");
        }
        String[] fields = fields(
                SPACE.matcher(ALIASES.getOrDefault(text, text)).replaceAll(" ").strip());
        DoubleSupplier hash = new SeededRandom(hashSeed);
        CronField seconds = CronField.read(Unit.SECOND, fields[0], hash.getAsDouble());
        CronField minutes = CronField.read(Unit.MINUTE, fields[1], hash.getAsDouble());
        CronField hours = CronField.read(Unit.HOUR, fields[2], hash.getAsDouble());
        CronField months = CronField.read(Unit.MONTH, fields[4], hash.getAsDouble());
        CronField daysOfMonth = CronField.read(Unit.DAY_OF_MONTH, fields[3], hash.getAsDouble());
        var nth = NTH.matcher(fields[5]);
        boolean isNth = nth.matches();
        String weekdays = isNth ? nth.group(1) : fields[5];
        CronField daysOfWeek = CronField.read(Unit.DAY_OF_WEEK, weekdays, hash.getAsDouble());
        if (isNth) {
            daysOfWeek = daysOfWeek.restricted();
        }
        if (months.count() == 1) {
            int longest = LONGEST_MONTHS[months.first() - 1];
            daysOfMonth = daysOfMonth.upTo(longest);
            if (daysOfWeek.any() && !daysOfMonth.last() && daysOfMonth.first() > longest) {
                throw new IllegalArgumentException("that month never has such a day: " + text);
            }
        }
        int nthWeekday = isNth ? Integer.parseInt(nth.group(2)) : 0;
        return new CronPattern(seconds, minutes, hours, daysOfMonth, months, daysOfWeek, nthWeekday);
    }

    /** Where both kinds of day are restricted, one of them is enough. */
    boolean hasDay(LocalDate date) {
        boolean byMonth = daysOfMonth.has(date.getDayOfMonth())
                || (daysOfMonth.last() && date.getDayOfMonth() == date.lengthOfMonth());
        if (daysOfWeek.any()) {
            return byMonth;
        }
        return hasWeekday(date) || (byMonth && !daysOfMonth.any());
    }

    private boolean hasWeekday(LocalDate date) {
        int weekday = date.getDayOfWeek().getValue() % 7;
        int day = date.getDayOfMonth();
        boolean counts = nthWeekday == 0 || (day + 6) / 7 == nthWeekday;
        boolean last = day > date.lengthOfMonth() - 7;
        return (counts && daysOfWeek.has(weekday)) || (last && daysOfWeek.isLastWeekday(weekday));
    }

    private static String[] fields(String text) {
        String[] given = text.split(" ", -1);
        if (given.length > ABSENT.length) {
            throw new IllegalArgumentException("a pattern has at most six fields");
        }
        String[] fields = ABSENT.clone();
        System.arraycopy(given, 0, fields, fields.length - given.length, given.length);
        return fields;
    }

    /** The generator behind {@code H}: FNV-1a makes the seed, Mulberry32 the numbers. */
    private static final class SeededRandom implements DoubleSupplier {
        private int state;

        SeededRandom(String seed) {
            int hash = 0x811c9dc5;
            for (int i = 0; i < seed.length(); i++) {
                hash = (hash ^ seed.charAt(i)) * 0x01000193;
            }
            state = hash;
        }

        @Override
        public double getAsDouble() {
            state += 0x6d2b79f5;
            int mixed = (state ^ state >>> 15) * (state | 1);
            mixed ^= mixed + (mixed ^ mixed >>> 7) * (mixed | 61);
            return Integer.toUnsignedLong(mixed ^ mixed >>> 14) / 4294967296.0;
        }
    }
}
