package io.emailservice.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JobOptionsJsonTest {
    private final JobOptionsJson json = new JobOptionsJson();

    @Test
    void readsWhatTheOfficialClientWrites() {
        JobOptions options = read("""
                {"kl":5,"tm":"{\\"traceparent\\":\\"00-abc\\"}","sizeLimit":1000000,"stackTraceLimit":2,"removeOnFail":5000,\
                "removeOnComplete":{"age":3600,"count":1000},"backoff":{"type":"exponential","delay":100,"jitter":0.5},\
                "attempts":3,"de":{"id":"x","ttl":5},"priority":7,"lifo":true,"delay":1e+14}""");
        assertThat(options.telemetry()).isEqualTo("{\"traceparent\":\"00-abc\"}");
        assertThat(options.stackTraceLimit()).isEqualTo(2);
        assertThat(options.removeOnFail()).isEqualTo(Keep.last(5000));
        assertThat(options.removeOnComplete()).isEqualTo(new Keep(1000, 3600, 1000));
        assertThat(options.backoff()).isEqualTo(new Backoff("exponential", 100, 0.5));
        assertThat(options.attempts()).isEqualTo(3);
        assertThat(options.keepLogs()).isEqualTo(5);
        assertThat(options.sizeLimit()).isEqualTo(1_000_000);
        assertThat(options.deduplication()).isEqualTo(Deduplication.throttle("x", 5));
        assertThat(options.priority()).isEqualTo(7);
        assertThat(options.lifo()).isTrue();
        assertThat(options.delayMillis()).isEqualTo(100_000_000_000_000L);
    }

    @Test
    void readsAllFormsOfKeepRules() {
        assertThat(read("{\"removeOnComplete\":true}").removeOnComplete()).isEqualTo(Keep.NONE);
        assertThat(read("{\"removeOnComplete\":false}").removeOnComplete()).isEqualTo(Keep.ALL);
        assertThat(read("{\"removeOnComplete\":{\"age\":9}}").removeOnComplete())
                .isEqualTo(Keep.forSeconds(9));
        assertThat(read("{}").removeOnComplete()).isNull();
    }

    @Test
    void breaksOnNothing() {
        assertThat(read("")).isEqualTo(JobOptions.DEFAULTS);
        assertThat(read("[1]")).isEqualTo(JobOptions.DEFAULTS);
        assertThat(read("{\"attempts\":3,\"backoff\":").attempts()).isEqualTo(3);
        assertThat(read("{\"attempts\":\"x\",\"backoff\":null,\"removeOnFail\":[{}]}")
                        .removeOnFail())
                .isNull();
    }

    @Test
    void readsTheFamilyOfAJob() {
        JobOptions options = read("""
                {"parent":{"id":"p:1","queue":"bull:mail"},"cpof":true,"omc":true,"timestamp":7,"fpof":false,\
                "de":{"id":"d","extend":true,"replace":true,"reschedule":true,"keepLastIfActive":true}}""");
        assertThat(options.parent()).isEqualTo(new ParentJob("bull:mail", "p:1"));
        assertThat(options.childFailure()).isEqualTo(ChildFailure.CONTINUE_PARENT);
        assertThat(options.omitContext()).isTrue();
        assertThat(options.timestamp()).isEqualTo(7);
        assertThat(options.deduplication()).isEqualTo(new Deduplication("d", 0, true, true, true, true));
    }

    @Test
    void skipsWhatItDoesNotKnow() {
        JobOptions options = read("""
                {"repeat":{"every":5,"attempts":9},"parent":{"id":null},"backoff":{"more":{"delay":1},"delay":3},\
                "de":[],"jobId":null,"attempts":1e20,"x":[{"attempts":2}]}""");
        assertThat(options)
                .isEqualTo(JobOptions.DEFAULTS.withAttempts(Integer.MAX_VALUE).withBackoff(Backoff.fixed(3)));
    }

    @Test
    void readsItsOwnWriting() {
        JobOptions options = JobOptions.DEFAULTS
                .withAttempts(4)
                .withBackoff(new Backoff("exponential", 10, 0.25))
                .withDelayMillis(5)
                .withPriority(2)
                .withLifo(true)
                .withJobId("own")
                .withRemoveOnComplete(new Keep(7, 60, 50))
                .withRemoveOnFail(Keep.ALL)
                .withStackTraceLimit(0)
                .withTelemetry("t")
                .withOmitContext(true)
                .withTimestamp(8)
                .withKeepLogs(6)
                .withSizeLimit(9)
                .withParent(new ParentJob("bull:mail", "p"))
                .withDeduplication(new Deduplication("d", 9, true, true, true, true));
        for (ChildFailure failure : ChildFailure.values()) {
            JobOptions child = options.withChildFailure(failure);
            assertThat(read(JobOptionsJson.write(child))).isEqualTo(child);
        }
        assertThat(read(JobOptionsJson.write(options))).isEqualTo(options);
        assertThat(JobOptionsJson.write(JobOptions.DEFAULTS)).isEqualTo("{\"attempts\":0}");
    }

    private JobOptions read(String text) {
        return json.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
