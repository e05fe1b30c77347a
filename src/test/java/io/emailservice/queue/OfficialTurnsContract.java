package io.emailservice.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Operators with one version of the official client change when our jobs come, and our worker takes them so. */
abstract class OfficialTurnsContract extends OverOurJobs {
    private static final JobOptions LATE = PLAIN.withDelayMillis(60_000);

    OfficialTurnsContract(String client) {
        super(client);
    }

    @Test
    void changesTheTimeOfADelayedJob() {
        queue.poll();
        add(job("sooner", LATE), job("later", PLAIN.withDelayMillis(1500)));
        long added = System.currentTimeMillis();
        await().until(() -> redis.text("CLIENT LIST").contains("cmd=bzpopmin"));
        long asked = System.currentTimeMillis();
        node.run("""
                await (await queue('mail').getJob('later')).changeDelay(60000);
                await (await queue('mail').getJob('sooner')).changeDelay(300);
                """);
        await().atMost(Duration.ofSeconds(3)).until(() -> queue.seenIds().equals(List.of("sooner")));
        assertThat(redis.number("HGET bull:mail:sooner processedOn")).isGreaterThanOrEqualTo(asked + 300);
        await().until(() -> System.currentTimeMillis() > added + 1600);
        assertThat(queue.seenIds()).containsExactly("sooner");
        assertThat(in("delayed")).containsExactly("later");
        assertThat(redis.text("HGET bull:mail:later delay")).isEqualTo("60000");
    }

    @Test
    void leavesWhatDoesNotRest() {
        queue.poll();
        add("ok-1", "hold-1");
        awaitCounts(1, 0);
        JsonNode told = node.run("""
                const told = [];
                for (const id of ['ok-1', 'hold-1']) {
                  const job = await queue('mail').getJob(id);
                  told.push(await job.changeDelay(5).catch((error) => error.message));
                  told.push(await job.promote().catch((error) => error.message));
                }
                return told;
                """);
        assertThat(told)
                .extracting(JsonNode::asText)
                .containsExactly(
                        "Job ok-1 is not in the delayed state. changeDelay",
                        "Job ok-1 is not in the delayed state. promote",
                        "Job hold-1 is not in the delayed state. changeDelay",
                        "Job hold-1 is not in the delayed state. promote");
        assertThat(in("delayed")).isEmpty();
        letGo();
        awaitCounts(2, 0);
        assertThat(queue.seenIds()).containsExactlyInAnyOrder("ok-1", "hold-1");
    }

    @ParameterizedTest
    @CsvSource({
        "false, w-3, 'priority: 0, lifo: true', w-3 w-1 w-2 p-1 p-2 q-2 p-3",
        "false, w-1, 'priority: 0', w-2 w-3 w-1 p-1 p-2 q-2 p-3",
        "false, w-1, 'priority: 1', w-2 w-3 p-1 w-1 p-2 q-2 p-3",
        "false, p-3, 'priority: 1', w-1 w-2 w-3 p-1 p-3 p-2 q-2",
        "false, q-2, 'priority: 2, lifo: true', w-1 w-2 w-3 p-1 q-2 p-2 p-3",
        "false, p-3, 'priority: 0', w-1 w-2 w-3 p-3 p-1 p-2 q-2",
        "true, w-1, 'priority: 2', w-2 w-3 p-1 p-2 q-2 w-1 p-3",
        "true, p-3, 'priority: 0', w-1 w-2 w-3 p-3 p-1 p-2 q-2"
    })
    void changesThePriorityOfAJob(boolean paused, String id, String change, String order) {
        if (paused) {
            node.run("await queue('mail').pause();");
        }
        add("w-1", "w-2", "w-3");
        for (String name : List.of("p-3", "p-2", "q-2", "p-1")) {
            add(job(name, PLAIN.withPriority(Integer.parseInt(name.substring(2)))));
        }
        node.run("await (await queue('mail').getJob('%s')).changePriority({ %s });".formatted(id, change));
        queue.poll();
        if (paused) {
            await().during(Duration.ofMillis(200)).until(() -> queue.seen.isEmpty());
            queue.undeploy();
            node.run("await queue('mail').resume();");
            queue.poll();
        }
        awaitCounts(7, 0);
        assertThat(String.join(" ", queue.seenIds())).isEqualTo(order);
        assertThat(redis.number("EXISTS bull:mail:wait bull:mail:paused bull:mail:prioritized"))
                .isZero();
    }

    @Test
    void writesThePriorityOfAJobThatDoesNotWait() {
        Promise<Settlement> held = Promise.promise();
        queue.handler = job -> job.id().equals("again") && job.attemptsStarted() == 1 ? held.future() : act(job);
        queue.poll();
        add(job("again", PLAIN.withAttempts(2)), job("ok-1", PLAIN), job("gone", LATE));
        awaitCounts(1, 0);
        await().until(() -> in("active").equals(List.of("again")));
        JsonNode told = node.run("""
                const told = [];
                for (const id of ['again', 'ok-1', 'gone']) {
                  const job = await queue('mail').getJob(id);
                  if (id === 'gone') await job.remove();
                  told.push(await job.changePriority({ priority: 3 }).then(() => 'done', (error) => error.message));
                }
                return told;
                """);
        assertThat(told)
                .extracting(JsonNode::asText)
                .containsExactly("done", "done", "Missing key for job gone. changePriority");
        assertThat(in("prioritized")).isEmpty();
        assertThat(redis.text("HGET bull:mail:ok-1 priority")).isEqualTo("3");
        queue.capacity = 0;
        held.complete(new Settlement.Retry("again", Duration.ZERO));
        await().until(() -> in("prioritized").equals(List.of("again")));
        assertThat(redis.number("ZSCORE bull:mail:prioritized again") >> 32).isEqualTo(3);
        queue.capacity = 10;
        awaitCounts(2, 0);
        assertThat(keysOf("gone")).isEmpty();
    }
}
