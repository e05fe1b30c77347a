package io.emailservice.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules by example; that all answers are the official parser's is shown by {@link CronDifferentialIT}. */
class CronSearchTest {
    @ParameterizedTest
    @CsvSource({
        "0 0 13 * 5,   UTC, 2026-03-01T00:00:00Z, 2026-03-06T00:00:00Z",
        "0 0 13 * *,   UTC, 2026-03-01T00:00:00Z, 2026-03-13T00:00:00Z",
        "0 0 L * *,    UTC, 2028-02-01T00:00:00Z, 2028-02-29T00:00:00Z",
        "0 0 * * 5L,   UTC, 2026-03-01T00:00:00Z, 2026-03-27T00:00:00Z",
        "0 0 * * 5#3,  UTC, 2026-03-01T00:00:00Z, 2026-03-20T00:00:00Z",
        "0 0 29 2 *,   UTC, 2026-03-01T00:00:00Z, 2028-02-29T00:00:00Z",
        "@weekly,      UTC, 2026-03-01T00:00:00Z, 2026-03-08T00:00:00Z",
        "*/20 * * * * *, UTC, 2026-03-01T00:00:00.001Z, 2026-03-01T00:00:20Z",
        "* * * * * *,  UTC, 2026-03-01T00:00:00.001Z, 2026-03-01T00:00:01Z"
    })
    void findsTheNextTime(String pattern, String zone, String from, String next) {
        assertThat(next(pattern, zone, from)).isEqualTo(next);
    }

    @ParameterizedTest
    @CsvSource({
        // What falls into the hour that is skipped comes in the next one.
        "30 2 * * *,   Europe/Berlin, 2026-03-29T00:30:00Z, 2026-03-29T01:30:00Z",
        // What falls into the hour that comes twice comes the first time.
        "30 2 * * *,   Europe/Berlin, 2026-10-25T00:00:00Z, 2026-10-25T00:30:00Z",
        "30 2 * * *,   Europe/Berlin, 2026-10-25T00:30:00Z, 2026-10-26T01:30:00Z",
        // But what comes every hour comes in both.
        "30 * * * *,   Europe/Berlin, 2026-10-25T00:30:00Z, 2026-10-25T01:30:00Z",
        // Half an hour that comes twice.
        "0 3 * * *,    Australia/Lord_Howe, 2026-04-04T10:00:00Z, 2026-04-04T16:30:00Z",
        "45 1 * * *,   Australia/Lord_Howe, 2026-04-04T14:45:00Z, 2026-04-05T15:15:00Z"
    })
    void followsTheClocks(String pattern, String zone, String from, String next) {
        assertThat(next(pattern, zone, from)).isEqualTo(next);
    }

    @Test
    void givesUpWhatNeverComes() {
        assertThat(next("0 0 31 4,6 *", "UTC", "2026-03-01T00:00:00Z")).isEqualTo("never");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "60 * * * *",
                "* * * * * * *",
                "0 0 30 2 *",
                "0 0 * * L",
                "0 0 * * 5#6",
                "5-1 * * * *",
                "a * * * *",
                "*/0 * * * *",
                "0 0 * foo *",
                "@never",
                "1/2/3 * * * *"
            })
    void refusesWhatIsNoPattern(String pattern) {
        assertThatThrownBy(() -> next(pattern, "UTC", "2026-03-01T00:00:00Z"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String next(String pattern, String zone, String from) {
        var next = CronSearch.next(
                CronPattern.read(pattern, ""), Instant.parse(from).atZone(CronZone.of(zone)));
        return next.isPresent() ? Instant.ofEpochMilli(next.getAsLong()).toString() : "never";
    }
}
