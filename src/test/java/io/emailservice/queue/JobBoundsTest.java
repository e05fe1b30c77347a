package io.emailservice.queue;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobBoundsTest {
    private static final JobOptions PLAIN = JobOptions.DEFAULTS;
    private static final long TOO_LARGE = JobBounds.LARGEST_NUMBER + 1;

    @Test
    void namesTheMemberAndItsRule() {
        refuses(PLAIN.withPriority(2_097_152), "priority must be from 0 to 2097151: 2097152");
        refuses(PLAIN.withPriority(-1), "priority must be from 0");
        refuses(PLAIN.withDelayMillis(-1), "delayMillis must be from 0");
        refuses(PLAIN.withDelayMillis(TOO_LARGE), "delayMillis must be from 0");
        refuses(PLAIN.withTimestamp(TOO_LARGE), "timestamp must be from 0");
        refuses(PLAIN.withAttempts(-1), "attempts must be at least 0");
        refuses(PLAIN.withStackTraceLimit(-2), "stackTraceLimit must be at least -1");
        refuses(PLAIN.withKeepLogs(-1), "keepLogs must be at least 0");
        refuses(PLAIN.withSizeLimit(-1), "sizeLimit must be at least 0");
        refuses(PLAIN.withBackoff(Backoff.fixed(-1)), "backoff.delayMillis must be from 0");
        refuses(PLAIN.withBackoff(new Backoff("fixed", 1, 1.5)), "backoff.jitter must be from 0 to 1: 1.5");
        refuses(PLAIN.withBackoff(new Backoff("fixed", 1, Double.NaN)), "backoff.jitter must be from 0 to 1");
        refuses(PLAIN.withBackoff(new Backoff("", 1, 0)), "backoff.type must not be empty");
        refuses(PLAIN.withRemoveOnComplete(Keep.last(-2)), "removeOnComplete.count must be from -1");
        refuses(PLAIN.withRemoveOnFail(Keep.forSeconds(-1)), "removeOnFail.ageSeconds must be from 0");
        refuses(PLAIN.withRemoveOnFail(new Keep(1, 1, 0)), "removeOnFail.limit must be from 1");
        refuses(PLAIN.withDeduplication(Deduplication.simple("")), "deduplication.id must not be empty");
        refuses(PLAIN.withDeduplication(Deduplication.throttle("d", -1)), "deduplication.ttlMillis must be from 0");
        refuses(
                PLAIN.withDeduplication(Deduplication.simple("d")).withParent(new ParentJob("bull:mail", "p")),
                "deduplication can't be used with a parent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "17", "-3", "007", "a:b", "a:b:c:d", "0:a:b", "wait", "events"})
    void refusesIdsThatBelongToTheQueue(String id) {
        refuses(PLAIN.withJobId(id), "jobId must not");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "17a", "a:b:c", "waiting"})
    void takesIdsThatTheOfficialProducerTakes(String id) {
        assertThatCode(() -> JobBounds.check(new NewJob("n", Buffer.buffer("{}"), PLAIN.withJobId(id))))
                .doesNotThrowAnyException();
    }

    @Test
    void countsTheBytesOfTheData() {
        Buffer data = Buffer.buffer("\"ä\"");
        assertThatCode(() -> JobBounds.check(new NewJob("n", data, PLAIN.withSizeLimit(4))))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> JobBounds.check(new NewJob("n", data, PLAIN.withSizeLimit(3))))
                .hasMessage("data of job n has 4 bytes, sizeLimit allows 3");
        assertThatThrownBy(() -> JobBounds.check(new NewJob("n", Buffer.buffer())))
                .hasMessageStartingWith("data must be JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a:b"})
    void refusesNamesThatAreNotOfAQueue(String queue) {
        assertThatThrownBy(() -> JobBounds.checkQueue(queue)).hasMessageStartingWith("queue must not");
    }

    private static void refuses(JobOptions options, String message) {
        assertThatThrownBy(() -> JobBounds.check(new NewJob("n", Buffer.buffer("{}"), options)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }
}
