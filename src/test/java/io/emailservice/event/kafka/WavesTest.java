package io.emailservice.event.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.event.PublishedEvent;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WavesTest {
    @Test
    void aSubjectIsOnceInEachWaveAndInItsOrder() {
        List<PublishedEvent> batch = List.of(event("a", 1), event("b", 1), event("a", 2), event("c", 1), event("a", 3));

        assertThat(Waves.of(batch))
                .containsExactly(
                        List.of(event("a", 1), event("b", 1), event("c", 1)),
                        List.of(event("a", 2)),
                        List.of(event("a", 3)));
    }

    @Test
    void nothingIsLostOfAnyBatch() {
        Random random = new Random(7);
        List<PublishedEvent> batch = random.ints(500, 0, 40)
                .mapToObj(subject -> event("s" + subject, random.nextInt(1_000)))
                .toList();

        List<List<PublishedEvent>> waves = Waves.of(batch);

        assertThat(waves.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(batch);
        assertThat(waves)
                .allSatisfy(wave ->
                        assertThat(wave).extracting(PublishedEvent::subject).doesNotHaveDuplicates());
    }

    static PublishedEvent event(String subject, int sequence) {
        return new PublishedEvent(
                new UUID(subject.hashCode(), sequence),
                "message.sent",
                "acme",
                subject,
                sequence,
                Instant.parse("2026-01-01T00:00:00Z"),
                new JsonObject().put("messageId", subject).put("text", "x".repeat(100)));
    }
}
