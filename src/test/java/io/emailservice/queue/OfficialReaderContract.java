package io.emailservice.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Who asks one version of the official client gets what our worker did. */
abstract class OfficialReaderContract extends OverOurJobs {
    private static final Map<String, String> RESULTS =
            Map.of("object", "{\"a\":1}", "text", "\"t\"", "nothing", "null", "later", "{\"a\":2}");

    OfficialReaderContract(String client) {
        super(client);
    }

    private void reopen(Function<QueueConfig, QueueConfig> change) {
        reopen(new QueueFixture(redis, change));
        queue.handler = this::act;
    }

    /** Results of jobs that may be waited for; each was asked for once when this returns. */
    private void askForEnds(String kept) {
        node.run("""
                kept.events ??= new bullmq.QueueEvents('mail', { connection, lastEventId: '0' });
                await kept.events.waitUntilReady();
                kept.%s = await Promise.all(['object', 'text', 'nothing', 'later', 'bad-1'].map(async (id) => {
                  const job = await queue('mail').getJob(id);
                  const end = job.waitUntilFinished(kept.events, 20000).catch((error) => error.message);
                  return { end };
                }));
                for (let i = 0; i < 3; i++) await (await queue('mail').getJob('object')).getState();
                """.formatted(kept));
    }

    private JsonNode ends(String kept) {
        return node.run("return Promise.all(kept." + kept + ".map(({ end }) => end));");
    }

    @Test
    void waitsForTheEndOfAJobBeforeAndAfterTheFact() {
        queue.handler = job -> RESULTS.containsKey(job.id())
                ? Future.succeededFuture(new Settlement.Complete(RESULTS.getOrDefault(job.id(), "")))
                : act(job);
        queue.capacity = 0;
        queue.poll();
        add("object", "text", "nothing", "bad-1");
        add(job("later", PLAIN.withDelayMillis(300)));
        askForEnds("before");
        assertThat(queue.seen).isEmpty();
        queue.capacity = 10;
        assertThat(ends("before").toString()).isEqualTo("[{\"a\":1},\"t\",null,{\"a\":2},\"it failed\"]");
        askForEnds("after");
        assertThat(ends("after")).isEqualTo(ends("before"));
        node.run("await kept.events.close(); delete kept.events;");
    }

    /** Who waits hears only what comes from now on: told again of its end, he would never ask whether the job is there. */
    @Test
    void saysThatAJobIsGoneOrNotFinishedYet() {
        queue.poll();
        add("hold-1");
        queue.capacity = 0;
        add(job("gone", PLAIN.withRemoveOnComplete(Keep.NONE)));
        node.run("kept.gone = await queue('mail').getJob('gone');");
        queue.capacity = 10;
        await().until(() -> queue.counts.settled.get() == 1);
        JsonNode told = node.run("""
                const events = new bullmq.QueueEvents('mail', { connection });
                await events.waitUntilReady();
                const wait = (job, most) => job.waitUntilFinished(events, most).catch((error) => error.message);
                const told = [await wait(kept.gone, 9000), await wait(await queue('mail').getJob('hold-1'), 50)];
                await events.close();
                return told;
                """);
        assertThat(told.get(0).asText()).isEqualTo("Missing key for job bull:mail:gone. isFinished");
        assertThat(told.get(1).asText()).contains("hold-1 timed out before finishing");
        letGo();
        awaitCounts(1, 0);
        assertThat(keysOf("gone")).isEmpty();
    }

    @Test
    void seesTheTimeThatIsLeftOfOurLimit() {
        reopen(config -> QueueConfigs.limited(config, new RateLimit(2, Duration.ofSeconds(2))));
        add("ok-1", "ok-2", "ok-3");
        queue.poll();
        awaitCounts(2, 0);
        JsonNode left = node.run("""
                const left = (most) => queue('mail').getRateLimitTtl(most);
                return [await left(3), await left(2), await left()];
                """);
        assertThat(left.get(0).asInt()).isZero();
        assertThat(left.get(1).asInt()).isBetween(1, 2000);
        assertThat(left.get(2).asInt()).isBetween(1, left.get(1).asInt());
        awaitCounts(3, 0);
        assertThat(queue.seenIds()).containsExactly("ok-1", "ok-2", "ok-3");
    }

    @Test
    void readsOurCountsInPages() {
        reopen(config -> QueueConfigs.finished(config, new FinishRules(Keep.ALL, Keep.ALL, 10)));
        long past = System.currentTimeMillis() - Duration.ofMinutes(3).toMillis();
        redis.run("HSET bull:mail:metrics:completed count 7 prevCount 4 prevTS " + past);
        queue.poll();
        add("ok-1", "ok-2");
        awaitCounts(2, 0);
        JsonNode pages = node.run("""
                const { meta, data, count } = await queue('mail').getMetrics('completed');
                const pages = [];
                for (let i = 0; i < count; i++) pages.push((await queue('mail').getMetrics('completed', i, i)).data);
                return { total: meta.count, data, pages: pages.flat(), last: (await queue('mail').getMetrics('completed', -1)).data };
                """);
        List<String> points = redis.texts("LRANGE bull:mail:metrics:completed:data 0 -1");
        assertThat(points).hasSizeBetween(3, 4).endsWith("3");
        assertThat(pages.at("/total").asInt()).isEqualTo(9);
        assertThat(pages.at("/data")).extracting(JsonNode::asText).isEqualTo(points);
        assertThat(pages.at("/pages")).isEqualTo(pages.at("/data"));
        assertThat(pages.at("/last").toString()).isEqualTo("[3]");
    }

    @Test
    void hearsOnceThatOurJobsWereCleaned() {
        queue.poll();
        add("ok-1", "ok-2", "ok-3", "bad-1");
        awaitCounts(3, 1);
        JsonNode told = node.run("""
                const events = new bullmq.QueueEvents('mail', { connection, lastEventId: '0' });
                await events.waitUntilReady();
                const told = new Promise((resolve) => events.once('cleaned', resolve));
                const ids = (await queue('mail').clean(0, 100, 'completed')).sort();
                const { count } = await told;
                await events.close();
                return [...ids, count];
                """);
        assertThat(told.toString()).isEqualTo("[\"ok-1\",\"ok-2\",\"ok-3\",\"3\"]");
        add("ok-4");
        awaitCounts(1, 1);
        assertThat(redis.text("XRANGE bull:mail:events - +")).containsOnlyOnce("event, cleaned");
        assertThat(keysOf("ok-1", "ok-2", "ok-3")).isEmpty();
    }
}
