package io.emailservice.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** How many jobs a worker has in hand, how often it asks, and what it says of itself. */
class WorkerLoadIT extends OverRedis {
    private static final Pattern SCRIPT_CALLS = Pattern.compile("cmdstat_evalsha?:calls=(\\d+)");

    private static Future<Settlement> done() {
        return Future.succeededFuture(new Settlement.Complete("null"));
    }

    @Test
    void worksOnJobsSideBySide() {
        Promise<Settlement> slow = Promise.promise();
        queue.handler = job -> job.id().equals("1") ? slow.future() : done();
        queue.add(5, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> queue.counts.settled.get() == 4);
        assertThat(redis.texts("LRANGE bull:mail:active 0 -1")).containsExactly("1");
        slow.complete(new Settlement.Complete("null"));
        await().until(() -> queue.counts.settled.get() == 5);
    }

    @Test
    void hasNoMoreJobsInHandThanThereIsRoom() {
        AtomicInteger room = new AtomicInteger();
        AtomicInteger inHand = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        queue.capacity = 0;
        queue.handler = job -> {
            most.accumulateAndGet(inHand.incrementAndGet(), Math::max);
            queue.capacity = room.get() - inHand.get();
            return Future.future(slow -> queue.vertx.setTimer(10, due -> {
                queue.capacity = room.get() - inHand.decrementAndGet();
                slow.complete(new Settlement.Complete("null"));
            }));
        };
        queue.poll();
        int all = 0;
        for (int limit : new int[] {1, 4, 2}) {
            room.set(limit);
            most.set(0);
            queue.capacity = limit;
            queue.add(limit * 4, JobOptions.DEFAULTS);
            int expected = all += limit * 4;
            await().until(() -> queue.counts.settled.get() == expected);
            assertThat(most).hasValue(limit);
        }
    }

    @Test
    void leavesAJobWithALockToItsOwner() {
        reopen(new QueueFixture(redis, config -> QueueConfigs.stalled(config, Duration.ofMillis(80))));
        queue.add(2, JobOptions.DEFAULTS);
        redis.run("LMOVE bull:mail:wait bull:mail:active RIGHT LEFT");
        redis.run("SET bull:mail:1:lock other PX 60000");
        queue.poll();
        await().until(() -> queue.counts.settled.get() == 1);
        await().during(Duration.ofMillis(400)).until(() -> redis.number("LLEN bull:mail:active") == 1);
        assertThat(queue.seenIds()).containsExactly("2");
    }

    @Test
    void wakesUpAfterItsWaitingConnectionBroke() {
        queue.poll();
        String before = "";
        for (int i = 1; i <= 3; i++) {
            String last = before;
            await().until(() ->
                    !waitingConnection().equals(last) && !waitingConnection().isEmpty());
            before = waitingConnection();
            redis.run("CLIENT KILL ID " + before);
            queue.add(1, JobOptions.DEFAULTS);
            int settled = i;
            await().atMost(Duration.ofSeconds(3)).until(() -> queue.counts.settled.get() == settled);
        }
        assertThat(queue.link.isUp()).isTrue();
    }

    @Test
    void givesUpAWaitThatDoesNotEnd() {
        AtomicInteger swallowed = new AtomicInteger();
        NetServer silent = QueueFixture.await(silentOnce(queue.vertx, swallowed));
        try (QueueFixture worker = new QueueFixture(
                redis,
                config -> QueueConfigs.asleep(
                        QueueConfigs.at(config, "redis://127.0.0.1:" + silent.actualPort()), Duration.ofMillis(300)))) {
            await().until(worker.link::isUp);
            worker.poll();
            await().until(() -> swallowed.get() == 1);
            queue.add(1, JobOptions.DEFAULTS);
            await().atMost(Duration.ofSeconds(5)).until(() -> worker.counts.settled.get() == 1);
            await().until(() -> !waitingConnection().isEmpty());
        }
    }

    /** A way to Redis on which the first wait for new jobs gets lost. */
    private static Future<NetServer> silentOnce(Vertx vertx, AtomicInteger swallowed) {
        NetClient client = vertx.createNetClient();
        return vertx.createNetServer()
                .connectHandler(worker -> {
                    worker.pause();
                    client.connect(redis.port(), "127.0.0.1").onComplete(connected -> {
                        NetSocket server = connected.result();
                        worker.handler(sent -> {
                            if (sent.toString().toLowerCase(Locale.ROOT).contains("bzpopmin")
                                    && swallowed.compareAndSet(0, 1)) {
                                return;
                            }
                            server.write(sent).onFailure(gone -> worker.close());
                        });
                        server.handler(answer -> worker.write(answer).onFailure(gone -> server.close()));
                        worker.closeHandler(closed -> server.close());
                        server.closeHandler(closed -> worker.close());
                        worker.resume();
                    });
                })
                .listen(0, "127.0.0.1");
    }

    /** The id of the connection that waits for new jobs; empty if none does. */
    private String waitingConnection() {
        return redis.text("CLIENT LIST")
                .lines()
                .filter(line -> line.contains("cmd=bzpopmin"))
                .map(line -> line.replaceAll("id=(\\d+) .*", "$1"))
                .findFirst()
                .orElse("");
    }

    @Test
    void writesItsNameIntoTheJob() {
        reopen(new QueueFixture(redis, config -> QueueConfigs.named(config, "mailer-1")));
        queue.add(1, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> queue.counts.settled.get() == 1);
        assertThat(redis.text("HGET bull:mail:1 pb")).isEqualTo("mailer-1");
    }

    @Test
    void goesOnAfterItLostAJob() {
        Promise<Settlement> gate = Promise.promise();
        queue.handler = job -> job.id().equals("1") ? gate.future() : done();
        queue.add(1, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> queue.seen.size() == 1);
        redis.run("SET bull:mail:1:lock other");
        gate.complete(new Settlement.Complete("null"));
        await().until(() -> queue.counts.lost.get() == 1);
        queue.add(3, JobOptions.DEFAULTS);
        await().until(() -> queue.counts.settled.get() == 3);
        assertThat(queue.seenIds()).containsExactly("1", "2", "3", "4");
    }

    @Test
    void letsTheHandlerChooseTheRest() {
        List<Long> starts = new CopyOnWriteArrayList<>();
        queue.handler = job -> {
            starts.add(System.currentTimeMillis());
            return Future.succeededFuture(
                    starts.size() == 3
                            ? new Settlement.Fail("no more")
                            : new Settlement.Retry("again", Duration.ofMillis(100L * starts.size())));
        };
        queue.add(1, JobOptions.DEFAULTS.withAttempts(9).withBackoff(new Backoff("own", 60_000, 0)));
        queue.poll();
        await().until(() -> redis.number("ZCARD bull:mail:failed") == 1);
        assertThat(starts.get(1) - starts.get(0)).isBetween(100L, 5000L);
        assertThat(starts.get(2) - starts.get(1)).isBetween(200L, 5000L);
    }

    @Test
    void asksOnceForManyJobs() {
        queue.add(300, JobOptions.DEFAULTS);
        redis.run("CONFIG RESETSTAT");
        queue.poll();
        await().until(() -> queue.counts.settled.get() == 300);
        assertThat(scriptCalls()).isBetween(6, 60);
        await().until(() -> redis.text("CLIENT LIST").contains("cmd=bzpopmin"));
        int idle = scriptCalls();
        await().during(Duration.ofMillis(600)).until(() -> scriptCalls() <= idle + 1);
    }

    private int scriptCalls() {
        return SCRIPT_CALLS
                .matcher(redis.text("INFO commandstats"))
                .results()
                .mapToInt(call -> Integer.parseInt(call.group(1)))
                .sum();
    }

    @Test
    void tellsOnceThatTheQueueIsEmpty() {
        queue.add(20, JobOptions.DEFAULTS);
        queue.poll();
        await().until(() -> queue.counts.settled.get() == 20);
        await().during(Duration.ofMillis(300)).until(() -> drained() == 1);
        queue.add(1, JobOptions.DEFAULTS);
        await().until(() -> drained() == 2);
    }

    private int drained() {
        return String.valueOf(redis.run("XRANGE bull:mail:events - +")).split("drained", -1).length - 1;
    }
}
