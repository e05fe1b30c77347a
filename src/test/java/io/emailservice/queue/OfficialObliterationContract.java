package io.emailservice.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is left of our queue when one version of the official client obliterates it: nothing. */
abstract class OfficialObliterationContract extends OverOurJobs {
    private static final String OBLITERATE = "return refusal(queue('mail').obliterate());";

    OfficialObliterationContract(String client) {
        super(client);
    }

    private void obliteratesAll() {
        assertThat(run(OBLITERATE).asText()).isEqualTo("done");
        assertThat(redis.texts("KEYS bull:mail:*")).isEmpty();
    }

    @Test
    void obliteratesAQueueWithoutJobs() {
        obliteratesAll();
        queue.poll();
        add("ok-1");
        awaitCounts(1, 0);
        run("await queue('mail').clean(0, 100, 'completed');");
        queue.undeploy();
        obliteratesAll();
    }

    @Test
    void obliteratesJobsInEveryState() {
        fillEveryState();
        letGo();
        awaitCounts(5, 3);
        queue.undeploy();
        obliteratesAll();
    }

    @Test
    void obliteratesManyJobs() {
        queue.recording = false;
        queue.poll();
        add(many("ok", PLAIN));
        await().until(() -> queue.counts.settled.get() == 2500);
        queue.undeploy();
        add(many("w", PLAIN));
        add(many("p", PLAIN.withPriority(7)));
        obliteratesAll();
    }

    private static NewJob[] many(String name, JobOptions options) {
        return IntStream.range(0, 2500)
                .mapToObj(i -> job(name + "-" + i, options))
                .toArray(NewJob[]::new);
    }

    @Test
    void refusesWhileAJobIsInHand() {
        queue.poll();
        add("hold-1", "ok-1");
        awaitCounts(1, 0);
        assertThat(run(OBLITERATE).asText()).isEqualTo("Cannot obliterate queue with active jobs");
        assertThat(keysOf("hold-1")).containsExactly("bull:mail:hold-1", "bull:mail:hold-1:lock");
        letGo();
        awaitCounts(2, 0);
        queue.undeploy();
        obliteratesAll();
    }

    @Test
    void obliteratesLogs() {
        JobUpdates updates = new JobUpdates(queue.link);
        queue.handler = job -> updates.log(job, "a row").map(rows -> new Settlement.Complete("1"));
        queue.poll();
        add("ok-1");
        awaitCounts(1, 0);
        queue.undeploy();
        assertThat(keysOf("ok-1")).containsExactly("bull:mail:ok-1", "bull:mail:ok-1:logs");
        obliteratesAll();
    }

    @Test
    void obliteratesSchedulesAndTheirJobs() {
        queue.handler = job -> Future.succeededFuture(new Settlement.Complete("1"));
        queue.poll();
        run("""
                await queue('mail').upsertJobScheduler('often', { every: 3600000 });
                await queue('mail').upsertJobScheduler('daily', { pattern: '0 3 * * *', immediately: true });
                """);
        awaitCounts(2, 0);
        assertThat(in("delayed")).hasSize(2);
        queue.undeploy();
        obliteratesAll();
        queue.poll();
        run("await queue('mail').upsertJobScheduler('often', { every: 3600000 });");
        awaitCounts(1, 0);
        assertThat(in("delayed")).hasSize(1);
    }
}
