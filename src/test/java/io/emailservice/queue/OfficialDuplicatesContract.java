package io.emailservice.queue;

import static io.emailservice.queue.QueueFixture.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators with one version of the official client free deduplication ids that jobs of ours own. */
abstract class OfficialDuplicatesContract extends OverOurJobs {
    OfficialDuplicatesContract(String client) {
        super(client);
    }

    private static JobOptions once(long ttlMillis) {
        return PLAIN.withDeduplication(Deduplication.throttle("d", ttlMillis));
    }

    private String addOnce(String id, long ttlMillis) {
        return QueueFixture.await(queue.producer.add(QUEUE, job(id, once(ttlMillis))));
    }

    @Test
    void takesTheClaimOnAnIdAway() {
        queue.poll();
        assertThat(addOnce("hold-1", 0)).isEqualTo("hold-1");
        await().until(() -> in("active").equals(List.of("hold-1")));
        assertThat(addOnce("w-2", 0)).isEqualTo("hold-1");
        queue.capacity = 0;
        JsonNode first = node.run("""
                return [await queue('mail').getDeduplicationJobId('d'), await queue('mail').removeDeduplicationKey('d')];
                """);
        assertThat(first.toString()).isEqualTo("[\"hold-1\",1]");
        assertThat(addOnce("w-2", 0)).isEqualTo("w-2");
        JsonNode anothers = node.run("""
                return [await (await queue('mail').getJob('hold-1')).removeDeduplicationKey(),
                  await queue('mail').getDeduplicationJobId('d')];
                """);
        assertThat(anothers.toString()).isEqualTo("[false,\"w-2\"]");
        letGo();
        awaitCounts(1, 0);
        assertThat(redis.text("GET bull:mail:de:d")).isEqualTo("w-2");
        assertThat(node.run("return (await queue('mail').getJob('w-2')).removeDeduplicationKey();")
                        .asBoolean())
                .isTrue();
        assertThat(addOnce("w-3", 0)).isEqualTo("w-3");
        queue.capacity = 10;
        awaitCounts(3, 0);
        assertThat(queue.seenIds()).containsExactly("hold-1", "w-2", "w-3");
        assertThat(keysOf("de", "dn")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 60_000})
    void freesTheIdOfAJobThatIsRemoved(long ttlMillis) {
        add(job("late-1", once(ttlMillis).withDelayMillis(60_000)));
        assertThat(addOnce("w-2", ttlMillis)).isEqualTo("late-1");
        node.run("await (await queue('mail').getJob('late-1')).remove();");
        assertThat(addOnce("w-2", ttlMillis)).isEqualTo("w-2");
        queue.poll();
        awaitCounts(1, 0);
        assertThat(keysOf("late-1")).isEmpty();
        assertThat(redis.number("EXISTS bull:mail:de:d")).isEqualTo(ttlMillis > 0 ? 1 : 0);
    }

    @Test
    void leavesTheIdOfAnotherWhenAFinishedJobIsRemoved() {
        queue.poll();
        assertThat(addOnce("ok-1", 0)).isEqualTo("ok-1");
        awaitCounts(1, 0);
        queue.capacity = 0;
        assertThat(addOnce("ok-2", 0)).isEqualTo("ok-2");
        node.run("await (await queue('mail').getJob('ok-1')).remove();");
        assertThat(redis.text("GET bull:mail:de:d")).isEqualTo("ok-2");
        assertThat(addOnce("ok-3", 0)).isEqualTo("ok-2");
        queue.capacity = 10;
        awaitCounts(1, 0);
        assertThat(queue.seenIds()).containsExactly("ok-1", "ok-2");
        assertThat(keysOf("de", "ok-1")).isEmpty();
    }
}
