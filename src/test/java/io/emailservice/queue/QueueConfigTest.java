package io.emailservice.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emailservice.config.Problems;
import io.emailservice.config.Section;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class QueueConfigTest {
    private final Problems problems = new Problems();

    @Test
    void hasDefaults() {
        assertThat(read("{}")).isEqualTo(QueueConfig.DEFAULTS);
        assertThat(problems.all()).isEmpty();
    }

    @Test
    void mapsEveryKey() {
        QueueConfig config = read("""
                {"url":"redis://u:p@h:1/2","prefix":"p","workerName":"w","queues":{"a":3,"b":4},"claimBatch":5,\
                "maxInFlight":6,"linger":"7ms","limits":{"a":{"max":20,"duration":"21s"}},\
                "locks":{"duration":"8s","stalledInterval":"9s","maxStalledCount":10,"maxStartedAttempts":11},\
                "finished":{"completed":{"count":14,"ageSeconds":15},"failed":{"count":16},"metricsMinutes":17},\
                "drainDelay":"2s","drainTimeout":"12s","commandTimeout":"13s"}""");
        assertThat(problems.all()).isEmpty();
        assertThat(config)
                .isEqualTo(new QueueConfig(
                        new RedisUrl("redis://u:p@h:1/2"),
                        "p",
                        "w",
                        Map.of("a", 3, "b", 4),
                        Map.of("a", new RateLimit(20, Duration.ofSeconds(21))),
                        5,
                        6,
                        Duration.ofMillis(7),
                        new LockRules(Duration.ofSeconds(8), Duration.ofSeconds(9), 10, 11),
                        new FinishRules(new Keep(14, 15, 1000), Keep.last(16), 17),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(12),
                        Duration.ofSeconds(13)));
    }

    @Test
    void refusesWhatCanNotWork() {
        QueueConfig config = read("""
                {"url":"localhost","prefix":"","workerName":"a b","queues":{"a:b":1,"c":0},"claimBatch":201,\
                "limits":{"d":{"max":0}},"stray":1}""");
        assertThat(config.url()).isEqualTo(QueueConfig.DEFAULTS.url());
        assertThat(problems.all())
                .hasSize(9)
                .anyMatch(problem -> problem.startsWith("queue.url: must be redis://"))
                .anyMatch(problem -> problem.startsWith("queue.prefix: "))
                .anyMatch(problem -> problem.startsWith("queue.workerName: "))
                .anyMatch(problem -> problem.startsWith("queue.queues.a:b: "))
                .anyMatch(problem -> problem.startsWith("queue.queues.c: "))
                .anyMatch(problem -> problem.startsWith("queue.limits.d: is not one of the queues"))
                .anyMatch(problem -> problem.startsWith("queue.limits.d.max: "))
                .anyMatch(problem -> problem.startsWith("queue.claimBatch: "))
                .anyMatch(problem -> problem.startsWith("queue.stray: is unknown"));
    }

    @Test
    void printsNoPassword() {
        assertThat(new RedisUrl("rediss://user:secret@host:1/0?password=secret").toString())
                .isEqualTo("rediss://***@host:1/0");
        assertThat(read("{\"url\":\"redis://:secret@host\"}").toString()).doesNotContain("secret");
    }

    private QueueConfig read(String json) {
        try {
            return QueueConfig.from(new Section("queue", (ObjectNode) new ObjectMapper().readTree(json), problems));
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException(broken);
        }
    }
}
