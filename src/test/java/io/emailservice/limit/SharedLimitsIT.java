package io.emailservice.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.emailservice.message.SendRequest;
import io.emailservice.message.Stream;
import io.emailservice.queue.QueueConfig;
import io.emailservice.queue.QueueMetrics;
import io.emailservice.queue.QueueSetup;
import io.emailservice.queue.RedisLink;
import io.emailservice.testing.Requests;
import io.emailservice.testing.Sections;
import io.emailservice.testing.TestRedis;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several nodes on one Redis, each of which wants much more than it may have. */
class SharedLimitsIT {
    private static final TestRedis REDIS = new TestRedis();
    private static final int RATE = 50;
    private static final int BURST = 5;
    private static final SendRequest REQUEST = Requests.request(Stream.TRANSACTIONAL);

    private final Vertx vertx = Vertx.vertx();
    private final ConcurrentLinkedQueue<Long> granted = new ConcurrentLinkedQueue<>();
    private volatile boolean hungry = true;

    @BeforeEach
    void empty() {
        REDIS.clear();
    }

    @AfterEach
    void close() throws Exception {
        hungry = false;
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() {
        REDIS.close();
    }

    @Test
    void twoNodesWithManyMessagesKeepOneRateAndUseItUp() {
        long start = System.nanoTime();
        List.of(new Node(new Limit(RATE, BURST, 0)), new Node(new Limit(RATE, BURST, 0)))
                .forEach(node -> node.send(100));
        await().atMost(20, TimeUnit.SECONDS).until(() -> granted.size() >= 3 * RATE);
        double seconds = (System.nanoTime() - start) / 1e9;

        assertNeverFasterThan(start, RATE);
        assertThat(granted.size() / seconds).isGreaterThan(RATE * 0.5);
    }

    @Test
    void aNodeAloneHasTheWholeRate() {
        Node busy = new Node(new Limit(RATE, BURST, 0));
        Node idle = new Node(new Limit(RATE, BURST, 0));
        await().until(() -> busy.nodes.get() == 2 && idle.nodes.get() == 2);
        long start = System.nanoTime();
        busy.send(100);
        await().atMost(20, TimeUnit.SECONDS).until(() -> granted.size() >= 2 * RATE);
        double seconds = (System.nanoTime() - start) / 1e9;

        assertNeverFasterThan(start, RATE);
        assertThat(granted.size() / seconds).isGreaterThan(RATE * 0.6);
    }

    @Test
    void aThrottleSlowsTheOtherNodeTooAlsoWithoutAKnownLimit() {
        Node one = new Node(Limit.NONE);
        Node other = new Node(Limit.NONE);
        one.throttle();

        await().atMost(10, TimeUnit.SECONDS).until(() -> one.account.perSecond() > 0 && other.account.perSecond() > 0);
        assertThat(other.account.room(1_000)).isLessThan(10);
    }

    @Test
    void aUsedUpQuotaShutsTheAccount() {
        Node node = new Node(new Limit(0, 1, 20));
        node.send(40);

        await().atMost(10, TimeUnit.SECONDS).until(() -> granted.size() == 20);
        await().atMost(10, TimeUnit.SECONDS).until(() -> !node.account.open(Stream.TRANSACTIONAL));
        assertThat(node.account.open(Stream.BULK)).isFalse();
        assertThat(granted).hasSize(20);
    }

    @Test
    void withoutRedisANodeKeepsToItsShare() {
        Node node = new Node(new Limit(RATE, BURST, 0));
        Node other = new Node(new Limit(RATE, BURST, 0));
        await().until(() -> node.nodes.get() == 2 && other.nodes.get() == 2);
        REDIS.stop();
        try {
            long start = System.nanoTime();
            node.send(100);
            await().atMost(20, TimeUnit.SECONDS).until(() -> granted.size() >= RATE);

            assertNeverFasterThan(start, RATE / 2);
            assertThat(node.alone.get()).isPositive();
        } finally {
            REDIS.start();
        }
    }

    @Test
    void aMessageWithoutLimitsAsksNobody() {
        Node node = new Node(Limit.NONE);
        await().until(() -> node.nodes.get() == 1);
        REDIS.run("CONFIG RESETSTAT");
        node.send(100);
        await().until(() -> granted.size() > 1_000);

        assertThat(REDIS.calls("evalsha")).isLessThan(30);
    }

    /** Counted from the start, as what is late in this process was granted earlier; in between with a second's slack. */
    private void assertNeverFasterThan(long start, int rate) {
        long[] times = granted.stream().mapToLong(at -> at - start).sorted().toArray();
        for (int i = 0; i < times.length; i++) {
            assertThat(i + 1.0).isLessThanOrEqualTo(times[i] / 1e9 * rate + BURST + 1);
            long from = times[i];
            long within = LongStream.of(times)
                    .filter(at -> at >= from && at < from + 500_000_000L)
                    .count();
            assertThat(within).isLessThanOrEqualTo((long) (1.5 * rate) + BURST + 1);
        }
    }

    /** One node with an event loop of its own. */
    private final class Node {
        private final AtomicInteger nodes = new AtomicInteger();
        private final AtomicInteger alone = new AtomicInteger();
        private final AccountLimit account;
        private final SharedLimits limits;
        private final Context loop = vertx.getOrCreateContext();

        private Node(Limit limit) {
            account = new AccountLimit("a", limit, 0, Clock.systemUTC());
            QueueConfig queue = Sections.read("{url: '" + REDIS.url() + "'}", QueueConfig::from);
            RedisLink link = new RedisLink(vertx, new QueueSetup(queue, QueueMetrics.NONE, Clock.systemUTC()));
            link.open();
            await().until(link::isUp);
            var script = link.guest("limits", LimitScript.text());
            limits = new SharedLimits(
                    LimitsConfig.DEFAULTS,
                    Map.of("a", account),
                    ask -> script.apply(ask).onSuccess(answer -> nodes.accumulateAndGet(Ask.nodes(answer), Math::max)),
                    new LimitMetrics() {
                        @Override
                        public void alone() {
                            alone.incrementAndGet();
                        }
                    },
                    Clock.systemUTC());
            loop.runOnContext(open -> limits.open(vertx));
        }

        /** Keeps so many messages asking. */
        private void send(int concurrency) {
            loop.runOnContext(start -> {
                for (int i = 0; i < concurrency; i++) {
                    next();
                }
            });
        }

        private void throttle() {
            loop.runOnContext(now -> limits.throttled("a"));
        }

        private void next() {
            limits.take("a", REQUEST).onSuccess(answer -> {
                long pause = 1;
                if (answer instanceof Limits.Denied denied) {
                    pause = Math.max(1, denied.delay().toMillis());
                } else {
                    granted.add(System.nanoTime());
                }
                if (hungry && granted.size() < 200_000) {
                    vertx.setTimer(Math.min(pause, Duration.ofMinutes(1).toMillis()), again -> next());
                }
            });
        }
    }
}
