package io.emailservice.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettleBatchTest {
    @Test
    void sendsWhatJobsHaveInCommonOnce() {
        List<Object> arguments = SettleBatch.arguments(
                List.of(
                        claim(1, "a", JobOptions.DEFAULTS, new Settlement.Complete("1")),
                        claim(2, "b", JobOptions.DEFAULTS, new Settlement.Complete("2"))),
                99,
                FinishRules.DEFAULTS,
                null);
        assertThat(arguments)
                .containsExactly(99L, "", 0, 1, "complete", "token", -1L, 0L, 1000L, 0, 1, "a", "1", 1, "b", "2");
    }

    @Test
    void writesEachKindWithItsArguments() {
        JobOptions options = JobOptions.DEFAULTS
                .withAttempts(3)
                .withRemoveOnFail(Keep.last(5))
                .withLifo(true);
        List<Object> arguments = SettleBatch.arguments(
                List.of(
                        claim(1, "f", options, new Settlement.Fail("bad")),
                        claim(2, "r", options, new Settlement.Retry("again", Duration.ofMillis(7))),
                        claim(3, "d", options, new Settlement.Delay(Duration.ofMillis(7), "")),
                        claim(4, "b", options, new Settlement.Release()),
                        claim(5, "l", options, new Settlement.Limit(Duration.ofMillis(8))),
                        claim(6, "c", options, new Settlement.AwaitChildren())),
                1,
                FinishRules.DEFAULTS,
                null);
        assertThat(arguments.subList(4, 40))
                .containsExactly(
                        "fail",
                        "token",
                        5L,
                        0L,
                        1000L,
                        3,
                        "retry",
                        "token",
                        -1L,
                        0L,
                        1000L,
                        1,
                        "delay",
                        "token",
                        -1L,
                        0L,
                        1000L,
                        0,
                        "release",
                        "token",
                        -1L,
                        0L,
                        1000L,
                        0,
                        "limit",
                        "token",
                        -1L,
                        0L,
                        1000L,
                        0,
                        "children",
                        "token",
                        -1L,
                        0L,
                        1000L,
                        0);
        assertThat(arguments.subList(40, arguments.size()))
                .containsExactly(
                        1,
                        "f",
                        "bad",
                        "[\"old\",\"bad\"]",
                        2,
                        "r",
                        "again",
                        "[\"old\",\"again\"]",
                        7L,
                        3,
                        "d",
                        "",
                        7L,
                        4,
                        "b",
                        5,
                        "l",
                        8L,
                        6,
                        "c");
    }

    @Test
    void takesJobsInClaimOrderAndReleasesTheNewestFirst() {
        List<Claim> claims = new ArrayList<>(List.of(
                claim(1, "a", JobOptions.DEFAULTS, new Settlement.Release()),
                claim(4, "d", JobOptions.DEFAULTS, new Settlement.Complete("1")),
                claim(3, "c", JobOptions.DEFAULTS, new Settlement.Release()),
                claim(2, "b", JobOptions.DEFAULTS, new Settlement.Complete("1"))));
        SettleBatch.sort(claims);
        assertThat(claims.stream().map(claim -> claim.job.id())).containsExactly("b", "d", "c", "a");
    }

    @Test
    void letsOnlyJsonOut() {
        assertThat(SettleBatch.json("{\"a\":[1,2]}")).isEqualTo("{\"a\":[1,2]}");
        assertThat(SettleBatch.json("7")).isEqualTo("7");
        assertThat(SettleBatch.json("")).isEqualTo("\"\"");
        assertThat(SettleBatch.json("{\"a\":")).isEqualTo("\"{\\\"a\\\":\"");
        assertThat(SettleBatch.json("1 2")).isEqualTo("\"1 2\"");
    }

    @Test
    void givesTheWorkersRulesToJobsWithoutTheirOwn() {
        FinishRules rules = new FinishRules(Keep.last(7), Keep.NONE, 60);
        JobOptions own = JobOptions.DEFAULTS.withRemoveOnComplete(Keep.ALL);
        List<Object> arguments = SettleBatch.arguments(
                List.of(
                        claim(1, "a", JobOptions.DEFAULTS, new Settlement.Complete("1")),
                        claim(2, "b", own, new Settlement.Complete("1")),
                        claim(3, "c", JobOptions.DEFAULTS, new Settlement.Fail("bad"))),
                1,
                rules,
                new RateLimit(9, Duration.ofSeconds(1)));
        assertThat(arguments.subList(1, 4)).containsExactly(9, 60, 3);
        assertThat(List.of(arguments.get(6), arguments.get(12), arguments.get(18)))
                .containsExactly(7L, -1L, 0L);
    }

    @Test
    void keepsNoMoreFailuresThanAsked() {
        JobOptions one = JobOptions.DEFAULTS.withStackTraceLimit(1);
        JobOptions none = JobOptions.DEFAULTS.withStackTraceLimit(0);
        List<Object> arguments = SettleBatch.arguments(
                List.of(
                        claim(1, "a", one, new Settlement.Fail("bad")),
                        claim(2, "b", none, new Settlement.Fail("bad"))),
                1,
                FinishRules.DEFAULTS,
                null);
        assertThat(arguments).contains("[\"bad\"]", "[]");
    }

    private static Claim claim(long turn, String id, JobOptions options, Settlement settlement) {
        Job job = new Job("mail", id, "send", Buffer.buffer("{}"), options, 0, 1, 0, Instant.EPOCH, "token");
        Claim claim = new Claim(job, turn, new Claim.Remarks("[\"old\"]", null, null), 0);
        claim.decide(settlement);
        return claim;
    }
}
