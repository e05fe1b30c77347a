package io.emailservice.queue;

import static io.emailservice.queue.QueueFixture.QUEUE;
import static io.emailservice.queue.QueueFixture.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Jobs of our producers in two queues of our worker, beside an official client. A job's id is its name, and its name tells
 * what becomes of it: until healed {@code bad-…} fails and {@code rest-…} is put off, {@code hold-…} stays in hand until let
 * go, and all others are done at once.
 */
abstract class OverOurJobs extends OverOfficialClient {
    static final String OTHER = "post";
    static final JobOptions PLAIN = JobOptions.DEFAULTS;

    /** Scripts find a job by its id, and what an operation was refused for. */
    private static final String TOOLS = """
            const job = (id, name = 'mail') => queue(name).getJob(id);
            const refusal = (promise) => promise.then(() => 'done', (error) => error.message);
            """;

    volatile boolean healed;
    private volatile Promise<Settlement> gate = Promise.promise();

    OverOurJobs(String client) {
        super(client);
    }

    @Override
    QueueFixture fixture() {
        return new QueueFixture(redis, config -> QueueConfigs.queues(config, Map.of(QUEUE, 1, OTHER, 1)));
    }

    @BeforeEach
    void work() {
        gate = Promise.promise();
        healed = false;
        queue.handler = this::act;
        // A queue object leaves its version when it is made; where a paused queue keeps its jobs depends on that.
        node.run("""
                for (const name of ['mail', 'post']) {
                  const made = new bullmq.Queue(name, { connection });
                  await made.waitUntilReady();
                  while (!(await redis.hget(`bull:${name}:meta`, 'version'))) {}
                  await made.close();
                }
                """);
    }

    @AfterEach
    void letGo() {
        gate.tryComplete(done());
    }

    Future<Settlement> act(Job job) {
        return switch (job.name().replaceAll("-.*", "")) {
            case "bad" -> Future.succeededFuture(healed ? done() : new Settlement.Fail("it failed"));
            case "hold" -> gate.future();
            case "rest" -> Future.succeededFuture(healed ? done() : new Settlement.Delay(Duration.ofMinutes(5), ""));
            default -> Future.succeededFuture(done());
        };
    }

    private static Settlement done() {
        return new Settlement.Complete("1");
    }

    static NewJob job(String name, JobOptions options) {
        return new NewJob(name, Buffer.buffer("{}"), options.withJobId(name));
    }

    static FlowJob flow(String queue, String name, FlowJob... children) {
        return new FlowJob(queue, job(name, PLAIN), List.of(children));
    }

    void add(NewJob... jobs) {
        assertThat(await(queue.producer.addAll(QUEUE, List.of(jobs)))).hasSize(jobs.length);
    }

    void add(String... names) {
        add(Arrays.stream(names).map(name -> job(name, PLAIN)).toArray(NewJob[]::new));
    }

    void add(FlowJob flow) {
        assertThat(await(new FlowProducer(queue.setup, queue.link).add(flow)).id())
                .isEqualTo(flow.job().name());
    }

    static FlowJob child(String name) {
        return flow(QUEUE, name);
    }

    static FlowJob child(String name, ChildFailure rule) {
        return new FlowJob(QUEUE, job(name, PLAIN.withChildFailure(rule)));
    }

    /** Works on a flow until so many of its jobs are in those states. */
    void work(FlowJob flow, int done, int failed, int active, int delayed) {
        queue.poll();
        add(flow);
        awaitCounts(done, failed);
        await().until(() -> in("active").size() == active && in("delayed").size() == delayed);
    }

    List<String> pending(String parent) {
        return redis.texts("SMEMBERS bull:mail:" + parent + ":dependencies");
    }

    @CanIgnoreReturnValue
    JsonNode run(String script) {
        return node.run(TOOLS + script);
    }

    /** Fills the first queue with jobs in every state; those that are ready stay so until there is capacity again. */
    void fillEveryState() {
        queue.poll();
        add("ok-1", "ok-2", "ok-3", "bad-1", "bad-2", "bad-3", "hold-1", "rest-1");
        add(flow(QUEUE, "parent", flow(QUEUE, "ok-child"), flow(QUEUE, "rest-child")));
        awaitCounts(4, 3);
        await().until(() -> in("active").size() == 1 && in("delayed").size() == 2);
        queue.capacity = 0;
        add("w-1", "w-2", "w-3");
        add(job("p-5", PLAIN.withPriority(5)), job("p-1", PLAIN.withPriority(1)), job("p-2", PLAIN.withPriority(1)));
    }

    void awaitCounts(int completed, int failed) {
        await().untilAsserted(() -> {
            assertThat(in("completed")).hasSize(completed);
            assertThat(in("failed")).hasSize(failed);
        });
    }

    /** The ids of the jobs of a state, those first that came first. */
    List<String> in(String state) {
        return in(QUEUE, state);
    }

    List<String> in(String queue, String state) {
        boolean list = List.of("wait", "active", "paused").contains(state);
        List<String> ids = redis.texts((list ? "LRANGE" : "ZRANGE") + " bull:" + queue + ":" + state + " 0 -1");
        return list ? reversed(ids) : ids;
    }

    private static List<String> reversed(List<String> ids) {
        List<String> reversed = new java.util.ArrayList<>(ids);
        java.util.Collections.reverse(reversed);
        return reversed;
    }

    /** All keys that begin with those of the jobs, of both queues. */
    List<String> keysOf(String... ids) {
        return Stream.of(QUEUE, OTHER)
                .flatMap(queue -> Arrays.stream(ids).map(id -> "bull:" + queue + ":" + id))
                .flatMap(key ->
                        Stream.concat(redis.texts("KEYS " + key).stream(), redis.texts("KEYS " + key + ":*").stream()))
                .sorted()
                .toList();
    }
}
