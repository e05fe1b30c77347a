package io.emailservice.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Others write, with one version of the official client, to jobs that our worker works on or will. */
abstract class OfficialEditorContract extends OverOurJobs {
    private static final List<String> PROGRESS = List.of("42", "{\"at\":[1,\"ä\"]}", "\"half\"", "true");

    /** What a job called {@code twice} waits for in its first attempt. */
    private volatile Promise<Settlement> first = Promise.promise();

    OfficialEditorContract(String client) {
        super(client);
    }

    @BeforeEach
    void holdFirstAttempts() {
        first = Promise.promise();
    }

    private void awaitFirstAttempt() {
        await().until(() -> in("active").equals(List.of("twice")) && queue.seen.size() == 1);
    }

    private void goOn() {
        first.complete(new Settlement.Retry("again", Duration.ZERO));
    }

    @Test
    void replacesTheDataOfAJob() {
        queue.handler = job -> job.name().equals("twice") && job.attemptsStarted() == 1 ? first.future() : act(job);
        queue.poll();
        add(job("twice", PLAIN.withAttempts(2)));
        awaitFirstAttempt();
        queue.capacity = 0;
        add("w-1", "gone");
        JsonNode told = node.run("""
                await (await queue('mail').getJob('twice')).updateData({ n: 1 });
                await (await queue('mail').getJob('w-1')).updateData({ n: 'ä' });
                const gone = await queue('mail').getJob('gone');
                await gone.remove();
                return gone.updateData({ n: 3 }).catch((error) => error.message);
                """);
        assertThat(told.asText()).isEqualTo("Missing key for job gone. updateData");
        goOn();
        await().until(() -> queue.counts.settled.get() == 1);
        queue.capacity = 10;
        awaitCounts(2, 0);
        assertThat(queue.seen.stream().map(job -> job.id() + " " + job.data()))
                .containsExactly("twice {}", "w-1 {\"n\":\"ä\"}", "twice {\"n\":1}");
        assertThat(keysOf("gone")).isEmpty();
    }

    @Test
    void readsAndWritesProgressAsWeDo() {
        JobUpdates updates = new JobUpdates(queue.link);
        queue.handler = job -> job.id().startsWith("ours")
                ? updates.progress(job, job.data().toString()).map(new Settlement.Complete("1"))
                : act(job);
        queue.poll();
        for (int i = 0; i < PROGRESS.size(); i++) {
            add(new NewJob("send", Buffer.buffer(PROGRESS.get(i)), PLAIN.withJobId("ours-" + i)));
        }
        awaitCounts(4, 0);
        queue.capacity = 0;
        add("theirs-0", "theirs-1", "theirs-2", "theirs-3", "gone");
        JsonNode told = node.run("""
                const read = [];
                for (let i = 0; i < 4; i++) {
                  const { progress } = await queue('mail').getJob(`ours-${i}`);
                  read.push(progress);
                  if (i % 2) await queue('mail').updateJobProgress(`theirs-${i}`, progress);
                  else await (await queue('mail').getJob(`theirs-${i}`)).updateProgress(progress);
                }
                const gone = await queue('mail').getJob('gone');
                await gone.remove();
                return { read, refusal: await gone.updateProgress(1).catch((error) => error.message) };
                """);
        assertThat(told.at("/read")).extracting(JsonNode::toString).isEqualTo(PROGRESS);
        assertThat(told.at("/refusal").asText()).isEqualTo("Missing key for job gone. updateProgress");
        queue.capacity = 10;
        awaitCounts(8, 0);
        String events = redis.text("XRANGE bull:mail:events - +");
        for (int i = 0; i < PROGRESS.size(); i++) {
            for (String id : List.of("ours-" + i, "theirs-" + i)) {
                assertThat(redis.text("HGET bull:mail:" + id + " progress")).isEqualTo(PROGRESS.get(i));
                assertThat(events).contains("event, progress, jobId, " + id + ", data, " + PROGRESS.get(i) + "]");
            }
        }
        assertThat(keysOf("gone")).isEmpty();
    }

    @Test
    void addsToTheLogOfAJobAndReadsIt() {
        JobUpdates updates = new JobUpdates(queue.link);
        queue.handler = job -> updates.log(job, "ours " + job.attemptsStarted())
                .compose(rows -> job.attemptsStarted() == 1 ? first.future() : act(job));
        queue.poll();
        add(job("twice", PLAIN.withAttempts(2).withKeepLogs(3)));
        awaitFirstAttempt();
        await().until(() -> redis.number("LLEN bull:mail:twice:logs") == 1);
        JsonNode told = node.run("""
                const job = await queue('mail').getJob('twice');
                const counts = [await job.log('theirs 1'), await queue('mail').addJobLog('twice', 'theirs 2', 3)];
                const logs = async (...range) => (await queue('mail').getJobLogs('twice', ...range)).logs;
                return [counts, await logs(), await logs(0, -1, false), await logs(0, 0), await logs(0, 0, false)];
                """);
        assertThat(told.toString())
                .isEqualTo("[[2,3],[\"ours 1\",\"theirs 1\",\"theirs 2\"],[\"theirs 2\",\"theirs 1\",\"ours 1\"],"
                        + "[\"ours 1\"],[\"theirs 2\"]]");
        goOn();
        awaitCounts(1, 0);
        JsonNode end = node.run("""
                const job = await queue('mail').getJob('twice');
                const rows = await queue('mail').getJobLogs('twice');
                await job.remove();
                return [rows, await job.log('late').catch((error) => error.message)];
                """);
        assertThat(end.toString())
                .isEqualTo("[{\"logs\":[\"theirs 1\",\"theirs 2\",\"ours 2\"],\"count\":3},"
                        + "\"Missing key for job twice. addLog\"]");
        assertThat(keysOf("twice")).isEmpty();
    }

    @Test
    void cutsTheLogOfAJob() {
        JobUpdates updates = new JobUpdates(queue.link);
        queue.handler = job -> updates.log(job, "a")
                .compose(rows -> updates.log(job, "b"))
                .compose(rows -> updates.log(job, "c"))
                .compose(rows -> job.attemptsStarted() == 1 ? first.future() : act(job));
        queue.poll();
        add(job("twice", PLAIN.withAttempts(2)));
        awaitFirstAttempt();
        await().until(() -> redis.number("LLEN bull:mail:twice:logs") == 3);
        JsonNode left = node.run("""
                const job = await queue('mail').getJob('twice');
                await job.clearLogs(2);
                const two = await queue('mail').getJobLogs('twice');
                await job.clearLogs();
                return [two, await queue('mail').getJobLogs('twice')];
                """);
        assertThat(left.toString()).isEqualTo("[{\"logs\":[\"b\",\"c\"],\"count\":2},{\"logs\":[],\"count\":0}]");
        assertThat(keysOf("twice")).doesNotContain("bull:mail:twice:logs");
        goOn();
        awaitCounts(1, 0);
        assertThat(redis.texts("LRANGE bull:mail:twice:logs 0 -1")).containsExactly("a", "b", "c");
    }
}
