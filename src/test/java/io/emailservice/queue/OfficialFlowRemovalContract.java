package io.emailservice.queue;

import static io.emailservice.queue.QueueFixture.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

/** What is left of our flows when one version of the official client removes jobs of them, and how our worker goes on. */
abstract class OfficialFlowRemovalContract extends OverOurJobs {
    OfficialFlowRemovalContract(String client) {
        super(client);
    }

    @Test
    void removesChildrenThatAreNotStarted() {
        work(
                flow(
                        QUEUE,
                        "parent",
                        child("ok-1"),
                        child("bad-1"),
                        child("rest-1"),
                        child("hold-1"),
                        flow(OTHER, "rest-2")),
                1,
                1,
                1,
                1);
        await().until(() -> in(OTHER, "delayed").size() == 1);
        run("await (await job('parent')).removeUnprocessedChildren();");
        assertThat(keysOf("rest-1", "rest-2")).isEmpty();
        assertThat(pending("parent")).containsExactlyInAnyOrder("bull:mail:bad-1", "bull:mail:hold-1");
        letGo();
        awaitCounts(2, 1);
        assertThat(in("waiting-children")).containsExactly("parent");
        healed = true;
        run("await (await job('bad-1')).retry();");
        awaitCounts(4, 0);
        assertThat(in("completed")).containsExactly("ok-1", "hold-1", "bad-1", "parent");
    }

    @Test
    void removesAParentWithItsChildren() {
        work(
                flow(
                        QUEUE,
                        "grand",
                        flow(
                                QUEUE,
                                "parent",
                                child("ok-1"),
                                child("bad-1", ChildFailure.IGNORE),
                                child("bad-2"),
                                child("rest-1"),
                                flow(OTHER, "rest-2", flow(OTHER, "ok-2")))),
                1,
                2,
                0,
                1);
        await().until(() -> in(OTHER, "delayed").size() == 1);
        run("await (await job('parent')).remove();");
        awaitCounts(1, 0);
        assertThat(in("completed")).containsExactly("grand");
        assertThat(keysOf("parent", "ok-*", "bad-*", "rest-*")).isEmpty();
        assertThat(in("delayed")).isEmpty();
        assertThat(in(OTHER, "delayed")).isEmpty();
    }

    @Test
    void removesAParentThatFailedWithItsChild() {
        work(flow(QUEUE, "parent", child("ok-1"), child("bad-1", ChildFailure.FAIL_PARENT)), 1, 2, 0, 0);
        assertThat(redis.number("ZCARD bull:mail:parent:unsuccessful")).isEqualTo(1);
        run("await (await job('parent')).remove();");
        assertThat(keysOf("parent", "ok-1", "bad-1")).isEmpty();
        assertThat(in("failed")).isEmpty();
    }

    @Test
    void removesAParentWithoutItsChildren() {
        work(flow(QUEUE, "parent", child("ok-1"), child("hold-1"), child("rest-1")), 1, 0, 1, 1);
        assertThat(redis.text("HGET bull:mail:parent:processed bull:mail:ok-1")).isEqualTo("1");
        run("await (await job('parent')).remove({ removeChildren: false });");
        assertThat(keysOf("parent")).isEmpty();
        healed = true;
        letGo();
        run("await queue('mail').promoteJobs();");
        awaitCounts(3, 0);
        assertThat(in("completed")).containsExactly("ok-1", "hold-1", "rest-1");
        assertThat(keysOf("parent")).isEmpty();
    }

    @Test
    void removesNothingOfAFlowThatIsInHand() {
        work(flow(QUEUE, "parent", child("rest-1"), flow(QUEUE, "middle", child("hold-1"))), 0, 0, 1, 1);
        String refused = run("return refusal((await job('parent')).remove());").asText();
        assertThat(refused).contains("could not be removed because it is locked by another worker");
        assertThat(keysOf("parent", "middle", "rest-1")).hasSize(5);
        letGo();
        awaitCounts(2, 0);
        run("await (await job('parent')).remove();");
        assertThat(keysOf("parent", "middle", "rest-1", "hold-1")).isEmpty();
    }

    @Test
    void waitsNoMoreForChildrenThatWereRemoved() {
        work(flow(QUEUE, "parent", child("rest-1"), child("rest-2")), 0, 0, 0, 2);
        run("await (await job('rest-1')).remove();");
        assertThat(in("waiting-children")).containsExactly("parent");
        run("await (await job('rest-2')).remove();");
        awaitCounts(1, 0);
        assertThat(keysOf("rest-1", "rest-2")).isEmpty();
        assertThat(keysOf("parent")).containsExactly("bull:mail:parent");
    }
}
