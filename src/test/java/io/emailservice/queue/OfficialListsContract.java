package io.emailservice.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What one version of the official client lists and counts of our jobs, and that this leaves them to our worker. */
abstract class OfficialListsContract extends OverOurJobs {
    private static final String IDS = """
            const mail = queue('mail');
            const ids = async (jobs) => (await jobs).map((job) => job.id).join(' ');
            """;

    OfficialListsContract(String client) {
        super(client);
    }

    @Test
    void listsJobsByStateAndRange() {
        fillEveryState();
        JsonNode lists = node.run(IDS + """
                return [
                  'waiting: ' + await ids(mail.getWaiting()), 'first two: ' + await ids(mail.getWaiting(0, 1)),
                  'beyond: ' + await ids(mail.getWaiting(3, 5)), 'active: ' + await ids(mail.getActive()),
                  'delayed: ' + (await ids(mail.getDelayed())).split(' ').sort().join(' '),
                  'parents: ' + await ids(mail.getWaitingChildren()), 'completed: ' + await ids(mail.getCompleted()),
                  'failed: ' + await ids(mail.getFailed()), 'newest: ' + await ids(mail.getFailed(0, 0)),
                  'subset: ' + await ids(mail.getFailed(1, 2)), 'overflow: ' + await ids(mail.getFailed(2, 100)),
                  'oldest: ' + await ids(mail.getJobs(['failed'], 0, 0, true)),
                  'two types: ' + await ids(mail.getJobs(['wait', 'failed'], 0, -1, true)),
                  'all: ' + (await mail.getJobs()).length,
                  'one: ' + (await mail.getJob('bad-1')).failedReason, 'none: ' + await mail.getJob('nobody'),
                ].join('\\n');
                """);
        assertThat(lists.asText()).isEqualTo("""
                waiting: w-1 w-2 w-3
                first two: w-1 w-2
                beyond:\s
                active: hold-1
                delayed: rest-1 rest-child
                parents: parent
                completed: ok-child ok-3 ok-2 ok-1
                failed: bad-3 bad-2 bad-1
                newest: bad-3
                subset: bad-2 bad-1
                overflow: bad-1
                oldest: bad-1
                two types: w-1 w-2 w-3 bad-1 bad-2 bad-3
                all: 17
                one: it failed
                none: undefined""");
        queue.capacity = 1000;
        letGo();
        awaitCounts(11, 3);
    }

    @Test
    void leavesOutWaitingJobsThatAreGone() {
        queue.capacity = 0;
        queue.poll();
        add("w-1", "w-2", "w-3", "w-4");
        redis.run("DEL bull:mail:w-2");
        JsonNode lists = node.run(IDS + "return [await ids(mail.getWaiting()), await ids(mail.getWaiting(0, 2))];");
        assertThat(lists.get(0).asText()).isEqualTo("w-1 w-3 w-4");
        assertThat(lists.get(1).asText()).startsWith("w-1 w-3");
        queue.capacity = 1000;
        awaitCounts(3, 0);
        assertThat(queue.seenIds()).containsExactly("w-1", "w-3", "w-4");
        await().untilAsserted(() -> assertThat(in("active")).isEmpty());
    }

    @Test
    void listsTheJobsOfAPausedQueue() {
        add("w-1", "w-2");
        node.run("await queue('mail').pause();");
        add("w-3");
        queue.poll();
        JsonNode lists = node.run(IDS + """
                const paused = (await mail.getJobs(['wait', 'paused'], 0, -1, true)).map((job) => job.id).sort();
                return [paused.join(' '), await mail.count(), await mail.isPaused()];
                """);
        assertThat(lists.toString()).isEqualTo("[\"w-1 w-2 w-3\",3,true]");
        assertThat(queue.seen).isEmpty();
        node.run("await queue('mail').resume();");
        awaitCounts(3, 0);
        assertThat(queue.seenIds()).containsExactly("w-1", "w-2", "w-3");
    }

    @Test
    void countsJobsByPriority() {
        add(job("p-5", PLAIN.withPriority(5)), job("p-1", PLAIN.withPriority(1)), job("p-2", PLAIN.withPriority(1)));
        add("w-1");
        String ask = IDS + """
                return [await mail.getCountsPerPriority([0, 1, 2, 5]), await ids(mail.getPrioritized()),
                  await mail.getPrioritizedCount(), await mail.count()];
                """;
        String counts = "[{\"0\":1,\"1\":2,\"2\":0,\"5\":1},\"p-1 p-2 p-5\",3,4]";
        assertThat(node.run(ask).toString()).isEqualTo(counts);
        node.run("await queue('mail').pause();");
        assertThat(node.run(ask).toString()).isEqualTo(counts);
        node.run("await queue('mail').resume();");
        queue.poll();
        awaitCounts(4, 0);
        assertThat(queue.seenIds()).containsExactly("w-1", "p-1", "p-2", "p-5");
        assertThat(node.run(ask).get(0).toString()).isEqualTo("{\"0\":0,\"1\":0,\"2\":0,\"5\":0}");
    }

    @Test
    void exportsCountsOfEveryState() {
        fillEveryState();
        List<String> lines = metrics("mail");
        assertThat(lines)
                .contains(
                        count("waiting", 3),
                        count("prioritized", 3),
                        count("active", 1),
                        count("delayed", 2),
                        count("waiting-children", 1),
                        count("completed", 4),
                        count("failed", 3))
                .contains(
                        "bullmq_job_completed_total{queue=\"mail\", env=\"a\\\"b\"} 0",
                        "bullmq_job_failed_total{queue=\"mail\", env=\"a\\\"b\"} 0");
        assertThat(metrics("post"))
                .filteredOn(line -> line.startsWith("bullmq_"))
                .hasSizeGreaterThanOrEqualTo(9)
                .allMatch(line -> line.endsWith(" 0"));
    }

    private static String count(String state, int jobs) {
        return "bullmq_job_count{queue=\"mail\", state=\"" + state + "\", env=\"a\\\"b\"} " + jobs;
    }

    private List<String> metrics(String name) {
        return node.run("return queue('" + name + "').exportPrometheusMetrics({ env: 'a\"b' });")
                .asText()
                .lines()
                .toList();
    }

    @Test
    void listsTheJobsInHand() {
        queue.poll();
        String ask = "return (await queue('mail').getActive()).map((job) => job.id).sort().join(' ');";
        assertThat(node.run(ask).asText()).isEmpty();
        add("hold-1", "hold-2", "ok-1");
        awaitCounts(1, 0);
        await().untilAsserted(() -> assertThat(node.run(ask).asText()).isEqualTo("hold-1 hold-2"));
        letGo();
        awaitCounts(3, 0);
        assertThat(node.run(ask).asText()).isEmpty();
    }
}
