package io.emailservice.queue;

import static io.emailservice.queue.QueueFixture.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/**
 * What only version 6.7 does, and ours with it, whoever else uses the queue. Version 5 releases a parent while its flow is
 * still being added, leaves the id of a job that is gone owned, gives no child of a parent that is gone to another, doesn't
 * reschedule, and forgets the priority of a job that is made ready again.
 */
class ProducerDifferential6IT extends ProducerDifferentialContract {
    private static final String DONE = """
            const t = { timestamp: 1700000000000 };
            for (const id of ['done', 'kept']) await queue('mail').add('n', {}, { ...t, jobId: id });
            await redis.lrem('bull:mail:wait', 1, 'done');
            await redis.zadd('bull:mail:completed', 5, 'done');
            await redis.hset('bull:mail:done', 'returnvalue', '1');
            """;

    ProducerDifferential6IT() {
        super("bullmq", "bullmq:6.7.0");
    }

    @Override
    boolean newest() {
        return true;
    }

    @Test
    void releasesTheParentOfAFlowWhenItHasAllChildren() {
        leavesTheSame(DONE + """
                const flow = new bullmq.FlowProducer({ connection });
                const n = (jobId, children) => ({ name: 'n', queueName: 'mail', data: {}, opts: { ...t, jobId }, children });
                await flow.add(n('released', [n('done')]));
                await redis.hset('bull:mail:done', 'parentKey', 'bull:mail:nobody');
                await flow.add(n('waiting', [n('done2', [n('done')]), n('new')]));
                await flow.close();
                """, () -> {
            node.run(DONE);
            QueueFixture.await(
                    flows().add(node(QUEUE, PLAIN.withJobId("released"), node(QUEUE, PLAIN.withJobId("done")))));
            node.run("await redis.hset('bull:mail:done', 'parentKey', 'bull:mail:nobody');");
            QueueFixture.await(flows().add(node(
                    QUEUE,
                    PLAIN.withJobId("waiting"),
                    node(QUEUE, PLAIN.withJobId("done2"), node(QUEUE, PLAIN.withJobId("done"))),
                    node(QUEUE, PLAIN.withJobId("new")))));
        });
    }

    @Test
    void addsNothingOfAFlowThatIsRefused() {
        redis.clear();
        node.run("await redis.hset('bull:mail:c', 'name', 'n', 'parentKey', 'bull:mail:p');"
                + "await redis.hset('bull:mail:p', 'name', 'n');");
        FlowJob flow = node(QUEUE, PLAIN.withJobId("root"), node(QUEUE, PLAIN), node(QUEUE, PLAIN.withJobId("c")));
        assertThatThrownBy(() -> QueueFixture.await(flows().add(flow)))
                .rootCause()
                .isInstanceOfSatisfying(JobsRefused.class, refused -> assertThat(refused.reasons())
                        .containsEntry(2, JobsRefused.Reason.OTHER_PARENT));
        assertThat(redis.texts("KEYS *")).containsExactlyInAnyOrder("bull:mail:c", "bull:mail:p");
    }

    @Test
    void keepsThePriorityOfAJobThatIsMadeReadyAgain() {
        String arrange = """
                await queue('mail').add('n', {}, { timestamp: 1700000000000, jobId: 'j', priority: 7 });
                await redis.zrem('bull:mail:prioritized', 'j');
                await redis.zadd('bull:mail:failed', 5, 'j');
                """;
        leavesTheSame(arrange + "await (await queue('mail').getJob('j')).retry('failed');", () -> {
            node.run(arrange);
            QueueFixture.await(queue.producer.retry(QUEUE, "j", Redrive.FAILED));
        });
    }

    @Test
    void recoversAnIdWhoseOwnerIsGoneAndReschedulesADelayedOne() {
        Deduplication keep = Deduplication.keepLast("d");
        Deduplication reschedule = Deduplication.simple("r").withReschedule(true);
        leavesTheSame(new SameAdds()
                .add(PLAIN.withDeduplication(keep))
                .activate("1")
                .add(PLAIN.withDeduplication(keep))
                .redis("DEL bull:mail:1")
                .redis("DEL bull:mail:active")
                .add(PLAIN.withDeduplication(keep))
                .add(PLAIN.withDelayMillis(100).withDeduplication(reschedule))
                .add(PLAIN.withDelayMillis(900).withDeduplication(reschedule))
                .add(PLAIN.withDeduplication(reschedule)));
    }
}
