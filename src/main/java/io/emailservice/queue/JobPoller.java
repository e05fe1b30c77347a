package io.emailservice.queue;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves every configured queue as a BullMQ worker would: one per process. Claims are made one after the other, each by
 * the queue whose turn it is by weight, so a saturated queue delays another by one claim at most.
 *
 * <p>All state lives on the verticle's event loop. {@code stop()} completes when the jobs in flight are settled, or after
 * the drain timeout; undeploy it before whatever its handler needs.
 */
public final class JobPoller extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(JobPoller.class);

    private final QueueSetup setup;
    private final RedisLink link;
    private final JobHandler handler;
    private final Capacity capacity;

    private List<QueueWorker> workers = List.of();
    private WeightedTurns turns = new WeightedTurns();
    private int[] appetites = {};
    private Runnable forget = () -> {};
    private boolean claiming;
    private boolean stopped;

    public JobPoller(QueueSetup setup, RedisLink link, JobHandler handler, Capacity capacity) {
        this.setup = setup;
        this.link = link;
        this.handler = handler;
        this.capacity = capacity;
    }

    @Override
    public Future<?> start() {
        Map<String, Integer> queues = setup.config().queues();
        String workerId = UUID.randomUUID().toString();
        List<QueueWorker> made = new ArrayList<>();
        for (String queue : queues.keySet()) {
            made.add(new QueueWorker(
                    vertx, setup, link, new QueueWorker.Duty(queue, workerId, handler, capacity, this::nextTurn)));
        }
        workers = List.copyOf(made);
        appetites = new int[workers.size()];
        turns = new WeightedTurns(
                queues.values().stream().mapToInt(Integer::intValue).toArray());
        workers.forEach(QueueWorker::start);
        forget = link.onBack(() -> workers.forEach(QueueWorker::resume));
        nextTurn();
        LOG.info("poller started queues={}", queues);
        return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
        stopped = true;
        return Future.join(workers.stream().map(QueueWorker::stop).toList())
                .eventually(() -> {
                    forget.run();
                    return Future.succeededFuture();
                })
                .onSuccess(done -> LOG.info("poller stopped"));
    }

    private void nextTurn() {
        if (claiming || stopped) {
            return;
        }
        int next = turns.next(this::isHungry);
        if (next < 0) {
            return;
        }
        claiming = true;
        workers.get(next).claim(appetites[next]).onComplete(done -> {
            claiming = false;
            if (done.failed()) {
                LOG.error("claim broke", done.cause());
            }
            nextTurn();
        });
    }

    private boolean isHungry(int worker) {
        appetites[worker] = workers.get(worker).appetite();
        return appetites[worker] > 0;
    }
}
