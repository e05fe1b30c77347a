package io.emailservice.queue;

import static io.emailservice.queue.QueueFixture.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What both versions of the official producer do. Where they differ ours does as the newer one: see
 * {@link ProducerDifferential6IT}.
 */
abstract class ProducerDifferentialContract extends ProducerDifferential {
    ProducerDifferentialContract(String client, String version) {
        super(client, version);
    }

    @Test
    void addsWhatTheOfficialProducerAdds() {
        Buffer nothing = Buffer.buffer("{}");
        JobOptions options = JobOptions.DEFAULTS;
        List<NewJob> jobs = List.of(
                new NewJob("plain", Buffer.buffer("{\"a\":\"ä/1\"}")),
                new NewJob(
                        "all",
                        Buffer.buffer("{\"b\":2}"),
                        options.withAttempts(3)
                                .withBackoff(new Backoff("exponential", 100, 0.5))
                                .withRemoveOnComplete(Keep.NONE)
                                .withRemoveOnFail(Keep.last(50))
                                .withJobId("own")),
                new NewJob("again", Buffer.buffer("{\"b\":3}"), options.withJobId("own")),
                new NewJob("first", nothing, options.withLifo(true).withRemoveOnComplete(new Keep(5, 60, 1000))),
                new NewJob("prioritised", nothing, options.withPriority(3).withRemoveOnFail(Keep.ALL)),
                new NewJob("late", nothing, options.withDelayMillis(60_000).withBackoff(Backoff.fixed(500))));
        leavesTheSame("""
                const q = queue('mail');
                await q.add('plain', { a: 'ä/1' });
                await q.add('all', { b: 2 }, { attempts: 3, backoff: { type: 'exponential', delay: 100, jitter: 0.5 },
                  removeOnComplete: true, removeOnFail: 50, jobId: 'own' });
                await q.add('again', { b: 3 }, { jobId: 'own' });
                await q.add('first', {}, { lifo: true, removeOnComplete: { age: 60, count: 5 } });
                await q.add('prioritised', {}, { priority: 3, removeOnFail: false });
                await q.add('late', {}, { delay: 60000, backoff: 500 });
                """, () -> add(jobs));
    }

    @Test
    void writesAllOptions() {
        leavesTheSame(
                """
                await queue('mail').add('n', [1], { timestamp: 1700000000000, keepLogs: 5, sizeLimit: 100, stackTraceLimit: 0,
                  telemetry: { metadata: '{"traceparent":"00-abc"}', omitContext: true }, failParentOnFailure: true,
                  priority: 2097151, jobId: 'a:b:c', removeOnFail: { age: 1, limit: 7 } });
                await queue('mail').add('n', 'text', { timestamp: 1700000000000, delay: 3, priority: 1, lifo: true,
                  ignoreDependencyOnFailure: true, removeOnComplete: { age: 9 } });
                await queue('mail').add('n', 1, { timestamp: 1700000000000, delay: 3, removeDependencyOnFailure: true });
                """,
                () -> add(List.of(
                        new NewJob(
                                "n",
                                Buffer.buffer("[1]"),
                                PLAIN.withKeepLogs(5)
                                        .withSizeLimit(100)
                                        .withStackTraceLimit(0)
                                        .withTelemetry("{\"traceparent\":\"00-abc\"}")
                                        .withOmitContext(true)
                                        .withChildFailure(ChildFailure.FAIL_PARENT)
                                        .withPriority(2097151)
                                        .withJobId("a:b:c")
                                        .withRemoveOnFail(new Keep(-1, 1, 7))),
                        new NewJob(
                                "n",
                                Buffer.buffer("\"text\""),
                                PLAIN.withDelayMillis(3)
                                        .withPriority(1)
                                        .withLifo(true)
                                        .withChildFailure(ChildFailure.IGNORE)
                                        .withRemoveOnComplete(Keep.forSeconds(9))),
                        new NewJob(
                                "n",
                                Buffer.buffer("1"),
                                PLAIN.withDelayMillis(3).withChildFailure(ChildFailure.REMOVE)))));
    }

    @Test
    void addsChildrenToAParentThatIsThere() {
        ParentJob parent = queue.producer.parent("other", "p");
        leavesTheSame("""
                const t = { timestamp: 1700000000000 };
                const parent = { id: 'p', queue: 'bull:other' };
                await queue('other').add('n', {}, { ...t, jobId: 'p' });
                await queue('mail').add('n', {}, { ...t, parent });
                await queue('mail').add('n', {}, { ...t, parent, failParentOnFailure: true, jobId: 'own' });
                await queue('mail').add('n', {}, { ...t, parent, continueParentOnFailure: true, priority: 4 });
                await queue('mail').add('n', {}, { ...t, parent, ignoreDependencyOnFailure: true, delay: 5000 });
                await queue('mail').add('n', {}, { ...t, parent, removeDependencyOnFailure: true, lifo: true });
                await queue('mail').add('n', {}, { ...t, parent: { id: 'missing', queue: 'bull:other' } }).catch(() => 0);
                await queue('mail').add('n', {}, t);
                """, () -> {
            QueueFixture.await(queue.producer.add("other", job(PLAIN.withJobId("p"))));
            JobOptions child = PLAIN.withParent(parent);
            refuses(
                    List.of(
                            job(child),
                            job(child.withChildFailure(ChildFailure.FAIL_PARENT).withJobId("own")),
                            job(child.withChildFailure(ChildFailure.CONTINUE_PARENT)
                                    .withPriority(4)),
                            job(child.withChildFailure(ChildFailure.IGNORE).withDelayMillis(5000)),
                            job(child.withChildFailure(ChildFailure.REMOVE).withLifo(true)),
                            job(PLAIN.withParent(queue.producer.parent("other", "missing"))),
                            job(PLAIN)),
                    5,
                    JobsRefused.Reason.PARENT_MISSING);
        });
    }

    @Test
    void givesKnownJobsToAParent() {
        String arrange = """
                const t = { timestamp: 1700000000000 };
                for (const id of ['p', 'q', 'waiting', 'done', 'taken']) await queue('mail').add('n', {}, { ...t, jobId: id });
                await redis.lrem('bull:mail:wait', 1, 'p');
                await redis.zadd('bull:mail:waiting-children', 1, 'p');
                await redis.lrem('bull:mail:wait', 1, 'done');
                await redis.zadd('bull:mail:completed', 5, 'done');
                await redis.hset('bull:mail:done', 'returnvalue', '{"r":1}');
                await queue('mail').add('n', {}, { ...t, jobId: 'taken', parent: { id: 'q', queue: 'bull:mail' } });
                """;
        ParentJob p = queue.producer.parent(QUEUE, "p");
        leavesTheSame(arrange + """
                const parent = { id: 'p', queue: 'bull:mail' };
                await queue('mail').add('n', {}, t);
                await queue('mail').add('n', {}, { ...t, lifo: true });
                await queue('mail').add('n', {}, { ...t, jobId: 'done', parent, failParentOnFailure: true });
                await queue('mail').add('n', {}, { ...t, lifo: true });
                await queue('mail').add('n', {}, { ...t, jobId: 'waiting', parent });
                await queue('mail').add('n', {}, { ...t, jobId: 'waiting', parent });
                await queue('mail').add('n', {}, { ...t, jobId: 'taken', parent }).catch(() => 0);
                await queue('mail').add('n', {}, { ...t, jobId: 'taken' });
                """, () -> {
            node.run(arrange);
            JobOptions child = PLAIN.withParent(p);
            refuses(
                    List.of(
                            job(PLAIN),
                            job(PLAIN.withLifo(true)),
                            job(child.withJobId("done").withChildFailure(ChildFailure.FAIL_PARENT)),
                            job(PLAIN.withLifo(true)),
                            job(child.withJobId("waiting")),
                            job(child.withJobId("waiting")),
                            job(child.withJobId("taken")),
                            job(PLAIN.withJobId("taken"))),
                    6,
                    JobsRefused.Reason.OTHER_PARENT);
        });
    }

    @Test
    void keepsJobsOfAPausedAndOfAFullQueueWhereItsWorkersLook() {
        String pause = "await queue('mail').pause(); await queue('other').setGlobalConcurrency(1);"
                + "await redis.lpush('bull:other:active', 'busy');";
        leavesTheSame(pause + """
                for (const name of ['mail', 'other']) {
                  await queue(name).add('n', {}, { timestamp: 1700000000000 });
                  await queue(name).add('n', {}, { timestamp: 1700000000000, priority: 1 });
                  await queue(name).add('n', {}, { timestamp: 1700000000000, delay: 1 });
                }
                """, () -> {
            node.run(pause);
            for (String name : List.of("mail", "other")) {
                QueueFixture.await(queue.producer.addAll(
                        name, List.of(job(PLAIN), job(PLAIN.withPriority(1)), job(PLAIN.withDelayMillis(1)))));
            }
        });
    }

    @Test
    void addsAFlowOverTwoQueues() {
        leavesTheSame("""
                const flow = new bullmq.FlowProducer({ connection });
                const n = (queueName, jobId, opts, children) =>
                  ({ name: 'n', queueName, data: {}, opts: { timestamp: 1700000000000, jobId, ...opts }, children });
                await queue('mail').add('n', {}, { timestamp: 1700000000000, jobId: 'top' });
                await flow.add(n('mail', 'root', { priority: 4, parent: { id: 'top', queue: 'bull:mail' } }, [
                  n('other', 'a', { delay: 700 }, [n('mail', 'a1', { delay: 9 }), n('other', 'a2', { priority: 2 })]),
                  n('mail', 'b', { failParentOnFailure: true, lifo: true }),
                  n('other', 'c', { ignoreDependencyOnFailure: true }, [n('mail', 'c1', {}), n('mail', 'c2', {})]),
                  n('mail', 'd', { continueParentOnFailure: true }),
                ]));
                await flow.add(n('other', 'alone', { deduplication: { id: 'x' } }));
                await flow.close();
                """, () -> {
            QueueFixture.await(queue.producer.add(QUEUE, job(PLAIN.withJobId("top"))));
            AddedFlow added = QueueFixture.await(flows().add(node(
                    "mail",
                    PLAIN.withJobId("root").withPriority(4).withParent(queue.producer.parent(QUEUE, "top")),
                    node(
                            "other",
                            PLAIN.withJobId("a").withDelayMillis(700),
                            node("mail", PLAIN.withJobId("a1").withDelayMillis(9)),
                            node("other", PLAIN.withJobId("a2").withPriority(2))),
                    node(
                            "mail",
                            PLAIN.withJobId("b")
                                    .withChildFailure(ChildFailure.FAIL_PARENT)
                                    .withLifo(true)),
                    node(
                            "other",
                            PLAIN.withJobId("c").withChildFailure(ChildFailure.IGNORE),
                            node("mail", PLAIN.withJobId("c1")),
                            node("mail", PLAIN.withJobId("c2"))),
                    node("mail", PLAIN.withJobId("d").withChildFailure(ChildFailure.CONTINUE_PARENT)))));
            assertThat(added.children().stream().map(AddedFlow::id)).containsExactly("a", "b", "c", "d");
            assertThat(added.children().get(0).children().get(1)).isEqualTo(new AddedFlow("other", "a2", List.of()));
            QueueFixture.await(
                    flows().add(node("other", PLAIN.withJobId("alone").withDeduplication(Deduplication.simple("x")))));
        });
    }

    @Test
    void givesAFlowsChildrenToAKnownJob() {
        String flow = """
                const flow = new bullmq.FlowProducer({ connection });
                const n = (jobId, children) =>
                  ({ name: 'n', queueName: 'mail', data: {}, opts: { timestamp: 1700000000000, jobId }, children });
                await flow.add(n('root', [n('a'), n('b')]));
                await flow.add(n('root', [n('b'), n('c')]));
                await flow.close();
                """;
        leavesTheSame(flow, () -> {
            QueueFixture.await(flows().add(node(
                    "mail",
                    PLAIN.withJobId("root"),
                    node("mail", PLAIN.withJobId("a")),
                    node("mail", PLAIN.withJobId("b")))));
            QueueFixture.await(flows().add(node(
                    "mail",
                    PLAIN.withJobId("root"),
                    node("mail", PLAIN.withJobId("b")),
                    node("mail", PLAIN.withJobId("c")))));
        });
    }

    @Test
    void makesFinishedJobsReadyAgain() {
        String arrange = """
                const t = { timestamp: 1700000000000 };
                const ends = { failed: 'failedReason', completed: 'returnvalue' };
                await queue('mail').add('n', {}, { ...t, jobId: 'p' });
                for (const [state, field] of Object.entries(ends)) {
                  for (const [id, opts] of [['plain', {}], ['front', { lifo: true }], ['child', { parent: { id: 'p',
                      queue: 'bull:mail' } }], ['orphan', { parent: { id: 'p', queue: 'bull:mail' } }], ['more', {}]]) {
                    const jobId = `${state}-${id}`;
                    await queue('mail').add('n', {}, { ...t, ...opts, jobId });
                    await redis.lrem('bull:mail:wait', 1, jobId);
                    await redis.zadd(`bull:mail:${state}`, 5, jobId);
                    await redis.hset(`bull:mail:${jobId}`, field, '1', 'atm', 3, 'ats', 4, 'stacktrace', '["s"]',
                      'processedOn', 1, 'finishedOn', 2);
                  }
                }
                await redis.del('bull:mail:p:dependencies', 'bull:mail:marker');
                await redis.hset('bull:mail:p:processed', 'bull:mail:completed-child', '1');
                await redis.zadd('bull:mail:p:unsuccessful', 5, 'bull:mail:failed-child');
                """;
        leavesTheSame(arrange + """
                const both = { resetAttemptsMade: true, resetAttemptsStarted: true };
                for (const state of ['failed', 'completed']) {
                  for (const [id, opts] of [['plain'], ['front', both], ['child', { resetAttemptsMade: true }], ['orphan']]) {
                    await (await queue('mail').getJob(`${state}-${id}`)).retry(state, opts);
                  }
                }
                await (await queue('mail').getJob('failed-more')).retry('completed').catch(() => 0);
                """, () -> {
            node.run(arrange);
            for (Redrive how : List.of(Redrive.FAILED, Redrive.COMPLETED)) {
                String state = how.completed() ? "completed-" : "failed-";
                QueueFixture.await(queue.producer.retry(QUEUE, state + "plain", how));
                QueueFixture.await(queue.producer.retry(QUEUE, state + "front", how.fromTheBeginning()));
                QueueFixture.await(
                        queue.producer.retry(QUEUE, state + "child", new Redrive(how.completed(), true, false)));
                QueueFixture.await(queue.producer.retry(QUEUE, state + "orphan", how));
            }
            assertThatThrownBy(() -> QueueFixture.await(
                            queue.producer.retryAll(QUEUE, List.of("failed-more", "nobody"), Redrive.COMPLETED)))
                    .rootCause()
                    .isInstanceOfSatisfying(JobsRefused.class, refused -> assertThat(refused.reasons())
                            .containsEntry(0, JobsRefused.Reason.NOT_FINISHED)
                            .containsEntry(1, JobsRefused.Reason.JOB_MISSING));
        });
    }

    @Test
    void letsOneJobOwnADeduplicationId() {
        Deduplication simple = Deduplication.simple("d");
        Deduplication throttle = Deduplication.throttle("t", 100_000);
        Deduplication extend = new Deduplication("t", 500_000, true, false, false, false);
        leavesTheSame(new SameAdds()
                .add(PLAIN.withDeduplication(simple))
                .add(PLAIN.withDeduplication(simple))
                .add(PLAIN.withDeduplication(simple).withPriority(1))
                .add(PLAIN.withDeduplication(throttle).withDelayMillis(5))
                .add(PLAIN.withDeduplication(throttle).withJobId("own"))
                .add(PLAIN.withDeduplication(extend))
                .add(PLAIN.withDeduplication(Deduplication.simple("t")))
                .add(PLAIN.withDeduplication(new Deduplication("x", 500_000, true, false, false, false)))
                .add(PLAIN));
    }

    @Test
    void replacesAnOwnerThatIsDelayed() {
        Deduplication debounce = Deduplication.debounce("d", 100_000);
        Deduplication replace = new Deduplication("t", 500_000, false, true, false, false);
        JobOptions late = PLAIN.withDelayMillis(1000);
        leavesTheSame(new SameAdds()
                .add(late.withDeduplication(debounce))
                .add(late.withDeduplication(debounce).withJobId("own"))
                .add(PLAIN.withDeduplication(debounce))
                .add(late.withDeduplication(debounce))
                .add(late.withDeduplication(Deduplication.throttle("t", 100_000)))
                .add(late.withDeduplication(replace))
                .add(late.withDeduplication(new Deduplication("t", 0, false, true, false, true)))
                .add(late.withDeduplication(Deduplication.throttle("u", 100_000)))
                .add(late.withDeduplication(new Deduplication("u", 0, false, true, false, false))));
    }

    @Test
    void keepsTheLastJobForTheEndOfAnActiveOwner() {
        Deduplication keep = Deduplication.keepLast("d");
        Deduplication extend = new Deduplication("t", 100_000, true, false, false, true);
        Deduplication replace = new Deduplication("r", 100_000, false, true, false, true);
        leavesTheSame(new SameAdds()
                .add(PLAIN.withDeduplication(keep))
                .add(PLAIN.withDeduplication(keep))
                .activate("1")
                .add(PLAIN.withDeduplication(keep).withPriority(2))
                .add(PLAIN.withDeduplication(keep).withJobId("own").withDelayMillis(7))
                .add(PLAIN.withDeduplication(Deduplication.throttle("t", 100_000)))
                .add(PLAIN.withDeduplication(extend))
                .activate("5")
                .add(PLAIN.withDeduplication(extend))
                .add(PLAIN.withDeduplication(replace))
                .activate("8")
                .add(PLAIN.withDeduplication(replace)));
    }

    @Test
    void addsTheSameWhateverIsAsked() {
        for (int seed = 0; seed < 12; seed++) {
            leavesTheSame(new RandomAdds(seed, newest()).steps(150));
        }
    }

    /** True if theirs is the version whose semantics ours has. */
    abstract boolean newest();
}
