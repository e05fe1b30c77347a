package io.emailservice.queue;

import static io.emailservice.queue.QueueFixture.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is left of our flows when one version of the official client drains, cleans or obliterates a queue with jobs of them,
 * and how our worker goes on. A parent goes with the last child that it waits for if both are in that queue.
 */
abstract class OfficialFlowCleaningContract extends OverOurJobs {
    OfficialFlowCleaningContract(String client) {
        super(client);
    }

    enum Operation {
        DRAIN("await queue('mail').drain();"),
        CLEAN("await queue('mail').clean(0, 100, 'wait');"),
        OBLITERATE("await queue('mail').obliterate();");

        private final String script;

        Operation(String script) {
            this.script = script;
        }
    }

    @ParameterizedTest
    @EnumSource
    void removesAParentWithItsPendingChildren(Operation operation) {
        add(flow(QUEUE, "parent", child("w-1"), child("w-2"), child("w-3")));
        run(operation.script);
        assertThat(keysOf("parent", "w-*")).isEmpty();
        assertThat(in("waiting-children")).isEmpty();
        queue.poll();
        run("await queue('mail').resume();");
        add("ok-1");
        awaitCounts(1, 0);
        assertThat(queue.seenIds()).containsExactly("ok-1");
    }

    @ParameterizedTest
    @EnumSource
    void removesAParentWithItsOnlyPendingChild(Operation operation) {
        work(flow(QUEUE, "parent", child("ok-1"), child("rest-1")), 1, 0, 0, 1);
        queue.capacity = 0;
        run("await queue('mail').promoteJobs();");
        run(operation.script);
        assertThat(keysOf("parent", "rest-1")).isEmpty();
        assertThat(in("waiting-children")).isEmpty();
        assertThat(keysOf("ok-1")).hasSize(operation == Operation.OBLITERATE ? 0 : 1);
    }

    @ParameterizedTest
    @EnumSource
    void keepsAParentThatWaitsForAnotherQueue(Operation operation) {
        add(flow(QUEUE, "parent", child("w-1"), flow(OTHER, "w-2")));
        run(operation.script);
        assertThat(keysOf("w-1")).isEmpty();
        assertThat(in("waiting-children")).containsExactly("parent");
        assertThat(pending("parent")).containsExactly("bull:post:w-2");
        run("await queue('mail').resume();");
        queue.poll();
        awaitCounts(1, 0);
        assertThat(queue.seenIds()).containsExactly("w-2", "parent");
        assertThat(in("completed")).containsExactly("parent");
    }

    @ParameterizedTest
    @EnumSource
    void letsAParentInAnotherQueueGoOn(Operation operation) {
        add(flow(OTHER, "parent-1", child("w-1")));
        add(flow(OTHER, "parent-2", child("w-2"), child("w-3")));
        run(operation.script);
        assertThat(keysOf("w-*")).isEmpty();
        assertThat(in(OTHER, "wait")).containsExactlyInAnyOrder("parent-1", "parent-2");
        queue.poll();
        await().untilAsserted(
                        () -> assertThat(in(OTHER, "completed")).containsExactlyInAnyOrder("parent-1", "parent-2"));
        assertThat(keysOf("parent-1", "parent-2")).containsExactly("bull:post:parent-1", "bull:post:parent-2");
    }

    @Test
    void cleansAFlowThatIsDone() {
        work(flow(QUEUE, "parent", child("ok-1"), child("bad-1", ChildFailure.IGNORE)), 2, 1, 0, 0);
        run("await queue('mail').clean(0, 100, 'completed');");
        assertThat(keysOf("parent", "ok-1")).isEmpty();
        run("await queue('mail').clean(0, 100, 'failed');");
        assertThat(keysOf("bad-1")).isEmpty();
    }

    @Test
    void cleansTheChildrenOfAParentThatFailed() {
        work(flow(QUEUE, "bad-parent", child("ok-1"), child("ok-2")), 2, 1, 0, 0);
        run("await queue('mail').clean(0, 100, 'completed');");
        assertThat(keysOf("ok-1", "ok-2")).isEmpty();
        assertThat(in("failed")).containsExactly("bad-parent");
        healed = true;
        run("await (await job('bad-parent')).retry();");
        awaitCounts(1, 0);
        run("await queue('mail').clean(0, 100, 'completed');");
        assertThat(keysOf("bad-parent")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"drain()", "clean(0, 100, 'wait')"})
    void keepsAParentInHandWhoseNewChildrenAreCleaned(String operation) {
        queue.poll();
        add("hold-parent");
        await().until(() -> in("active").size() == 1);
        queue.capacity = 0;
        ParentJob parent = queue.producer.parent(QUEUE, "hold-parent");
        add(job("w-1", PLAIN.withParent(parent)), job("w-2", PLAIN.withParent(parent)));
        assertThat(pending("hold-parent")).hasSize(2);
        run("await queue('mail')." + operation + ";");
        assertThat(keysOf("w-1", "w-2")).isEmpty();
        assertThat(in("active")).containsExactly("hold-parent");
        letGo();
        awaitCounts(1, 0);
        assertThat(keysOf("hold-parent")).containsExactly("bull:mail:hold-parent");
    }
}
