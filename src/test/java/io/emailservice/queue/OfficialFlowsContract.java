package io.emailservice.queue;

import static io.emailservice.queue.QueueFixture.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What one version of the official client reads of our flows and does to single jobs of them, and how our worker goes on. */
abstract class OfficialFlowsContract extends OverOurJobs {
    OfficialFlowsContract(String client) {
        super(client);
    }

    @Test
    void readsFlowsByPageAndAsTrees() {
        work(
                flow(
                        QUEUE,
                        "parent",
                        child("ok-1"),
                        child("ok-2"),
                        child("bad-1", ChildFailure.IGNORE),
                        child("rest-1"),
                        flow(QUEUE, "middle", child("rest-2"), flow(OTHER, "rest-3"))),
                2,
                1,
                0,
                2);
        JsonNode read = run("""
                const parent = await job('parent');
                const pages = [];
                let cursor = 0;
                do {
                  const page = await parent.getDependencies({ processed: { cursor, count: 1 } });
                  pages.push(...Object.keys(page.processed));
                  cursor = page.nextProcessedCursor;
                } while (cursor);
                const all = await parent.getDependencies();
                const tree = ({ job, children }) => children ? `${job.id}(${children.map(tree).sort().join(' ')})` : job.id;
                const flows = new bullmq.FlowProducer({ connection });
                const read = [pages.sort().join(' '), Object.values(all.ignored).join(' '),
                  all.unprocessed.sort().join(' '), await parent.getChildrenValues(),
                  tree(await flows.getFlow({ queueName: 'mail', id: 'parent' })),
                  tree(await flows.getFlow({ queueName: 'mail', id: 'parent', prefix: 'bull', depth: 2 })),
                  tree(await flows.getFlow({ queueName: 'mail', id: 'middle' })),
                  (await flows.getFlow({ queueName: 'mail', id: 'nobody' })) ?? null];
                await flows.close();
                return read;
                """);
        assertThat(read.get(0).asText()).isEqualTo("bull:mail:ok-1 bull:mail:ok-2");
        assertThat(read.get(1).asText()).isEqualTo("it failed");
        assertThat(read.get(2).asText()).isEqualTo("bull:mail:middle bull:mail:rest-1");
        assertThat(read.get(3).toString())
                .isIn("{\"bull:mail:ok-1\":1,\"bull:mail:ok-2\":1}", "{\"bull:mail:ok-2\":1,\"bull:mail:ok-1\":1}");
        assertThat(read.get(4).asText()).isEqualTo("parent(bad-1 middle(rest-2 rest-3) ok-1 ok-2 rest-1)");
        assertThat(read.get(5).asText()).isEqualTo("parent(bad-1 middle ok-1 ok-2 rest-1)");
        assertThat(read.get(6).asText()).isEqualTo("middle(rest-2 rest-3)");
        assertThat(read.get(7).isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rest-1", "hold-1"})
    void letsAParentGoOnWithoutItsLastChild(String last) {
        boolean held = last.equals("hold-1");
        work(flow(QUEUE, "parent", child("ok-1"), child(last)), 1, 0, held ? 1 : 0, held ? 0 : 1);
        JsonNode removed = run("""
                return [await (await job('%1$s')).removeChildDependency(), (await job('%1$s')).parentKey ?? null];
                """.formatted(last));
        assertThat(removed.toString()).isEqualTo("[true,null]");
        awaitCounts(2, 0);
        assertThat(in("completed")).containsExactly("ok-1", "parent");
        healed = true;
        letGo();
        run("await queue('mail').promoteJobs();");
        awaitCounts(3, 0);
        assertThat(redis.texts("HKEYS bull:mail:parent:processed")).containsExactly("bull:mail:ok-1");
        assertThat(pending("parent")).isEmpty();
    }

    @Test
    void letsAParentWaitForTheRestOfItsChildren() {
        work(flow(QUEUE, "parent", child("rest-1"), child("hold-1")), 0, 0, 1, 1);
        assertThat(run("return (await job('rest-1')).removeChildDependency();").asBoolean())
                .isTrue();
        assertThat(in("waiting-children")).containsExactly("parent");
        assertThat(pending("parent")).containsExactly("bull:mail:hold-1");
        letGo();
        awaitCounts(2, 0);
        assertThat(in("completed")).containsExactly("hold-1", "parent");
        assertThat(in("delayed")).containsExactly("rest-1");
    }

    @Test
    void tellsWhoSeparatesWhatIsGone() {
        work(flow(QUEUE, "parent", child("rest-1"), child("rest-2")), 0, 0, 0, 2);
        JsonNode told = run("""
                const [one, two] = [await job('rest-1'), await job('rest-2')];
                await two.remove();
                const told = [await refusal(two.removeChildDependency())];
                await (await job('parent')).remove({ removeChildren: false });
                return [...told, await refusal(one.removeChildDependency())];
                """);
        assertThat(told.get(0).asText()).startsWith("Missing key for job rest-2");
        assertThat(told.get(1).asText()).startsWith("Missing key for parent job");
        healed = true;
        run("await queue('mail').promoteJobs();");
        awaitCounts(1, 0);
        assertThat(keysOf("parent", "rest-2")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"KEEP_WAITING", "IGNORE"})
    void waitsAgainForAFailedChildThatIsRetried(ChildFailure rule) {
        work(flow(QUEUE, "parent", child("bad-1", rule), child("hold-1")), 0, 1, 1, 0);
        waitsAgainFor("bad-1", "failed");
    }

    @Test
    void waitsAgainForACompletedChildThatIsRetried() {
        work(flow(QUEUE, "parent", child("ok-1"), child("hold-1")), 1, 0, 1, 0);
        waitsAgainFor("ok-1", "completed");
    }

    private void waitsAgainFor(String child, String state) {
        queue.capacity = 0;
        healed = true;
        run("await (await job('%s')).retry('%s');".formatted(child, state));
        letGo();
        awaitCounts(1, 0);
        assertThat(pending("parent")).containsExactly("bull:mail:" + child);
        assertThat(redis.number("HLEN bull:mail:parent:failed")).isZero();
        queue.capacity = 1000;
        awaitCounts(3, 0);
        assertThat(in("completed")).containsExactly("hold-1", child, "parent");
        assertThat(redis.number("HLEN bull:mail:parent:processed")).isEqualTo(2);
    }

    @Test
    void bringsARetriedChildBackToAParentThatFailedWithIt() {
        work(flow(QUEUE, "parent", child("bad-1", ChildFailure.FAIL_PARENT)), 0, 2, 0, 0);
        healed = true;
        run("await (await job('bad-1')).retry();");
        awaitCounts(1, 1);
        assertThat(keysOf("parent")).containsExactly("bull:mail:parent", "bull:mail:parent:processed");
        run("await (await job('parent')).retry();");
        awaitCounts(2, 0);
    }

    @Test
    void bringsARetriedChildBackToAParentThatWentOn() {
        work(flow(QUEUE, "rest-parent", child("bad-1", ChildFailure.CONTINUE_PARENT)), 0, 1, 0, 1);
        healed = true;
        run("await (await job('bad-1')).retry();");
        awaitCounts(1, 0);
        assertThat(keysOf("rest-parent")).containsExactly("bull:mail:rest-parent", "bull:mail:rest-parent:processed");
        run("await (await job('rest-parent')).promote();");
        awaitCounts(2, 0);
    }
}
