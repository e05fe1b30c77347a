package io.emailservice.queue;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.OptionalLong;

/** When the next job of a schedule is due, or why there will be none. */
sealed interface NextTime {
    /** For an interval it is only the turn by the clock: the schedule itself knows the last turn, and it decides. */
    record At(long millis) implements NextTime {}

    /**
     * There is none.
     *
     * @param problem what is wrong, empty if the schedule just ends
     */
    record Never(ScheduleEnd reason, String problem) implements NextTime {}

    /** Decides by the options of a job that is about to be worked on, as the official worker does. */
    static NextTime after(Schedule schedule, long nowMillis) {
        try {
            return after(schedule.id(), Repeat.read(schedule.options()), nowMillis);
        } catch (IllegalArgumentException | DateTimeException problem) {
            return new Never(ScheduleEnd.UNREADABLE, String.valueOf(problem.getMessage()));
        }
    }

    private static NextTime after(String id, Repeat repeat, long nowMillis) {
        if (repeat.limit() >= 0 && repeat.count() + 1 > repeat.limit()) {
            return new Never(ScheduleEnd.LIMIT, "");
        }
        if (repeat.endMillis() > 0 && nowMillis > repeat.endMillis()) {
            return new Never(ScheduleEnd.END_DATE, "");
        }
        // A job that is early by a hair must not be followed by one for the same time.
        long from = Math.max(nowMillis, repeat.dueMillis());
        if (repeat.everyMillis() > 0) {
            return new At((from / repeat.everyMillis() + 1) * repeat.everyMillis());
        }
        return byPattern(id, repeat, Math.max(from, repeat.startMillis()));
    }

    private static NextTime byPattern(String id, Repeat repeat, long fromMillis) {
        CronPattern pattern = CronPattern.read(repeat.pattern(), repeat.hashSeed() == null ? id : repeat.hashSeed());
        ZoneId zone = repeat.zone().isEmpty() ? ZoneId.systemDefault() : CronZone.of(repeat.zone());
        OptionalLong next =
                CronSearch.next(pattern, Instant.ofEpochMilli(fromMillis).atZone(zone));
        if (next.isEmpty() || (repeat.endMillis() > 0 && next.getAsLong() > repeat.endMillis())) {
            return new Never(ScheduleEnd.NO_MORE_TIMES, "");
        }
        return new At(next.getAsLong());
    }
}
