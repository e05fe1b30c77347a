package io.emailservice.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class NextTimeTest {
    private static final long NOW = millis("2026-03-01T12:00:00Z");

    @Test
    void findsTheNextTimeOfAPatternInItsZone() {
        assertThat(after("\"pattern\":\"0 9 * * *\",\"tz\":\"America/New_York\""))
                .isEqualTo(at("2026-03-01T14:00:00Z"));
        assertThat(after("\"pattern\":\"0 9 * * *\",\"utc\":true")).isEqualTo(at("2026-03-02T09:00:00Z"));
    }

    @Test
    void doesNotRepeatTheTimeOfAJobThatIsEarly() {
        String options = "{\"prevMillis\":" + (NOW + 10) + ",\"repeat\":{\"pattern\":\"0 12 * * *\",\"tz\":\"UTC\"}}";
        assertThat(NextTime.after(new Schedule("s", options), NOW - 5)).isEqualTo(at("2026-03-02T12:00:00Z"));
    }

    @Test
    void waitsForTheStartDate() {
        String start = ",\"tz\":\"UTC\",\"startDate\":";
        assertThat(after("\"pattern\":\"0 9 * * *\"" + start + millis("2026-05-01T08:00:00Z")))
                .isEqualTo(at("2026-05-01T09:00:00Z"));
        assertThat(after("\"pattern\":\"0 9 * * *\"" + start + "\"2026-05-01T08:00:00Z\""))
                .isEqualTo(at("2026-05-01T09:00:00Z"));
    }

    @Test
    void endsAtTheLimit() {
        assertThat(after("\"every\":1000,\"limit\":3,\"count\":2")).isInstanceOf(NextTime.At.class);
        assertThat(after("\"every\":1000,\"limit\":3,\"count\":3")).isEqualTo(never(ScheduleEnd.LIMIT));
        assertThat(after("\"every\":1000,\"limit\":0")).isEqualTo(never(ScheduleEnd.LIMIT));
    }

    @Test
    void endsWithTheEndDate() {
        assertThat(after("\"every\":1000,\"endDate\":" + NOW)).isInstanceOf(NextTime.At.class);
        assertThat(after("\"every\":1000,\"endDate\":" + (NOW - 1))).isEqualTo(never(ScheduleEnd.END_DATE));
        assertThat(after("\"pattern\":\"0 9 1 4 *\",\"tz\":\"UTC\",\"endDate\":" + (NOW + 1)))
                .isEqualTo(never(ScheduleEnd.NO_MORE_TIMES));
    }

    @Test
    void findsTheTurnOfAnIntervalByTheClock() {
        assertThat(after("\"every\":3600000")).isEqualTo(at("2026-03-01T13:00:00Z"));
        assertThat(after("\"every\":3.6e+06")).isEqualTo(at("2026-03-01T13:00:00Z"));
    }

    @Test
    void knowsThePatternByItsOldName() {
        assertThat(after("\"cron\":\"0 13 * * *\",\"tz\":\"UTC\"")).isEqualTo(at("2026-03-01T13:00:00Z"));
    }

    @Test
    void spreadsAHashBySeedOrScheduleAndKeepsItThere() {
        String hashed = "\"pattern\":\"H H * * *\",\"tz\":\"UTC\"";
        assertThat(after(hashed)).isEqualTo(after(hashed));
        assertThat(after(hashed)).isNotEqualTo(after(hashed + ",\"hashSeed\":\"another\""));
    }

    @Test
    void saysWhatCanNotBeRead() {
        assertUnreadable("\"pattern\":\"0 25 * * *\"", "hour can't be 25");
        assertUnreadable("\"pattern\":\"0 5 * * *\",\"tz\":\"Nowhere\"", "unknown time zone Nowhere");
        assertUnreadable("\"pattern\":\"0 5 * * *\",\"every\":1000", "a schedule has either a pattern or an interval");
        assertUnreadable("\"limit\":4", "a schedule has either a pattern or an interval");
        assertUnreadable("\"every\":\"soon\"", "neither a number nor a date: soon");
        assertThat(NextTime.after(new Schedule("s", "[}"), NOW)).isInstanceOf(NextTime.Never.class);
    }

    private static void assertUnreadable(String rule, String problem) {
        assertThat(after(rule)).isEqualTo(new NextTime.Never(ScheduleEnd.UNREADABLE, problem));
    }

    private static NextTime after(String rule) {
        return NextTime.after(new Schedule("s", "{\"attempts\":3,\"repeat\":{" + rule + "},\"x\":[{}]}"), NOW);
    }

    private static NextTime at(String time) {
        return new NextTime.At(millis(time));
    }

    private static NextTime never(ScheduleEnd reason) {
        return new NextTime.Never(reason, "");
    }

    private static long millis(String time) {
        return Instant.parse(time).toEpochMilli();
    }
}
