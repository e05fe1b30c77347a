package io.emailservice.queue;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.OptionalLong;

/**
 * Looks for the next time of a pattern, forward through the calendar of a time zone, with the answers of cron-parser 5:
 * a time in an hour that the clocks skip comes in the hour after it, one in an hour that they repeat comes once; but what
 * is asked for every hour comes every hour. For one search.
 */
final class CronSearch {
    private static final int MOST_STEPS = 10_000;
    private static final int NONE = -1;

    private final CronPattern pattern;
    private final boolean everyHour;
    private ZonedDateTime at;

    /** The first hour that was skipped by the last step over a gap, and the hour it led to. */
    private int skippedHour = NONE;

    private int landingHour = NONE;

    /** The hour that the last step led to for the second time. */
    private int repeatedHour = NONE;

    private CronSearch(CronPattern pattern, ZonedDateTime from) {
        this.pattern = pattern;
        this.everyHour = pattern.hours().count() == 24;
        this.at = from;
    }

    /** The first time after {@code from}, in milliseconds; none if it doesn't come within the steps of a search. */
    static OptionalLong next(CronPattern pattern, ZonedDateTime from) {
        return new CronSearch(pattern, from).find();
    }

    private OptionalLong find() {
        ZonedDateTime from = at;
        if (at.getNano() > 0) {
            at = at.withNano(0);
            step(ChronoUnit.SECONDS);
        }
        for (int steps = 1; steps < MOST_STEPS; steps++) {
            if (!pattern.months().has(at.getMonthValue())) {
                at = startOfDay(at.plusMonths(1), 1);
            } else if (!pattern.hasDay(at.toLocalDate())) {
                nextDay();
            } else if (isHour() && isMinute() && isSecond()) {
                if (!at.equals(from)) {
                    return OptionalLong.of(at.toInstant().toEpochMilli());
                }
                step(ChronoUnit.SECONDS);
            }
        }
        return OptionalLong.empty();
    }

    /** True if this hour counts; moves on otherwise. */
    private boolean isHour() {
        int hour = at.getHour();
        if (skippedHour != NONE && hour == landingHour && skippedAny()) {
            return true;
        }
        if (hour == repeatedHour) {
            repeatedHour = NONE;
            step(ChronoUnit.HOURS);
            return false;
        }
        if (pattern.hours().has(hour)) {
            return true;
        }
        skippedHour = NONE;
        int next = pattern.hours().after(hour);
        if (next == NONE) {
            nextDay();
            return false;
        }
        if (clocksChangeToday()) {
            // Hour by hour, so that a change on the way is seen.
            for (int left = next - hour; left > 0 && at.getHour() < next; left--) {
                step(ChronoUnit.HOURS);
            }
        } else {
            at = at.withHour(next);
        }
        at = at.withMinute(pattern.minutes().first())
                .withSecond(pattern.seconds().first());
        return false;
    }

    private boolean skippedAny() {
        for (int hour = skippedHour; hour != landingHour; hour = (hour + 1) % 24) {
            if (pattern.hours().has(hour)) {
                return true;
            }
        }
        return false;
    }

    private boolean isMinute() {
        if (pattern.minutes().has(at.getMinute())) {
            return true;
        }
        int next = pattern.minutes().after(at.getMinute());
        if (next == NONE) {
            step(ChronoUnit.HOURS);
            next = pattern.minutes().first();
        }
        forwardTo(next);
        return false;
    }

    private boolean isSecond() {
        if (pattern.seconds().has(at.getSecond())) {
            return true;
        }
        int next = pattern.seconds().after(at.getSecond());
        if (next == NONE) {
            step(ChronoUnit.MINUTES);
            next = pattern.seconds().first();
        }
        at = at.withSecond(next);
        return false;
    }

    /** To a minute of this hour, and the first second that counts; not back to where the hour began for the first time. */
    private void forwardTo(int minute) {
        ZonedDateTime there = at.withMinute(minute).withSecond(pattern.seconds().first());
        at = there.isBefore(at) ? at : there;
    }

    /** One unit on, to its start; notes what the clocks did meanwhile. */
    private void step(ChronoUnit unit) {
        ZonedDateTime before = at;
        ZonedDateTime moved = at.plus(1, unit);
        at = local(moved.toLocalDateTime().truncatedTo(unit), moved);
        boolean back = !at.isAfter(before);
        if (back) {
            // Half an hour came again, and the start of its hour lies behind: cron-parser turns in circles here.
            at = moved.withSecond(0);
        }
        if (everyHour) {
            return;
        }
        int crossed = Math.floorMod(at.getHour() - before.getHour(), 24);
        if (crossed >= 2
                && at.getOffset().getTotalSeconds() > before.getOffset().getTotalSeconds()) {
            skippedHour = (before.getHour() + 1) % 24;
            landingHour = at.getHour();
        } else if (crossed == 0 && (back || at.getMinute() == 0) && at.getSecond() == 0) {
            repeatedHour = at.getHour();
        }
    }

    private void nextDay() {
        ZonedDateTime tomorrow = at.plusDays(1);
        at = startOfDay(tomorrow, tomorrow.getDayOfMonth());
    }

    private boolean clocksChangeToday() {
        LocalDate today = at.toLocalDate();
        return !local(today.atStartOfDay(), at)
                .getOffset()
                .equals(local(today.atTime(LocalTime.MAX), at).getOffset());
    }

    private static ZonedDateTime startOfDay(ZonedDateTime date, int day) {
        return local(date.toLocalDate().withDayOfMonth(day).atStartOfDay(), date);
    }

    /** A local time in the zone of {@code near}, with its offset where the local time comes twice. */
    private static ZonedDateTime local(LocalDateTime time, ZonedDateTime near) {
        return ZonedDateTime.ofLocal(time, near.getZone(), near.getOffset());
    }
}
