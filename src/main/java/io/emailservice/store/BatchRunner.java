package io.emailservice.store;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes batches until every item has its answer: halves a refused batch until the bad row is found, and waits out
 * trouble with the connection until the items' deadline. Belongs to the context of its {@link BatchWriter}.
 */
final class BatchRunner<I, O> {
    private static final Logger log = LoggerFactory.getLogger(BatchRunner.class);
    private static final long FIRST_PAUSE_MS = 25;
    private static final long LONGEST_PAUSE_MS = 1_000;

    private final String name;
    private final Vertx vertx;
    private final BatchLimits limits;
    private final BatchWriter.Statement<I, O> statement;
    private final StoreMetrics metrics;
    private final IntConsumer answered;
    private boolean troubled;

    /** @param answered told how many items get their answers now, before they do */
    BatchRunner(
            String name,
            Vertx vertx,
            BatchLimits limits,
            BatchWriter.Statement<I, O> statement,
            StoreMetrics metrics,
            IntConsumer answered) {
        this.name = name;
        this.vertx = vertx;
        this.limits = limits;
        this.statement = statement;
        this.metrics = metrics;
        this.answered = answered;
    }

    /** Completes when every item has its answer; never fails. */
    Future<Void> write(List<Waiting<I, O>> batch) {
        return write(batch, FIRST_PAUSE_MS);
    }

    private Future<Void> write(List<Waiting<I, O>> batch, long pause) {
        if (batch.isEmpty()) {
            return Future.succeededFuture();
        }
        long start = System.nanoTime();
        return run(batch).transform(answer -> {
            if (answer.succeeded()) {
                metrics.batch(name, batch.size(), System.nanoTime() - start);
                reportRecovery();
                answer(batch, answer.result());
                return Future.succeededFuture();
            }
            return afterTrouble(batch, pause, answer.cause());
        });
    }

    private Future<List<@Nullable O>> run(List<Waiting<I, O>> batch) {
        try {
            return statement
                    .run(batch.stream().map(Waiting::item).toList())
                    .timeout(limits.statement().toMillis(), TimeUnit.MILLISECONDS);
        } catch (RuntimeException bug) {
            return Future.failedFuture(bug);
        }
    }

    private Future<Void> afterTrouble(List<Waiting<I, O>> batch, long pause, Throwable cause) {
        Trouble trouble = Trouble.of(cause);
        if (trouble == Trouble.PASSING) {
            metrics.retried(name);
            reportTrouble(cause);
            return later(pause).compose(waited -> write(inTime(batch, cause), Math.min(2 * pause, LONGEST_PAUSE_MS)));
        }
        if (trouble == Trouble.ROW && batch.size() > 1) {
            int half = batch.size() / 2;
            return write(batch.subList(0, half), pause)
                    .compose(first -> write(batch.subList(half, batch.size()), pause));
        }
        log.warn("write refused writer={} rows={} reason={}", name, batch.size(), Trouble.describe(cause));
        log.debug("write refused writer={}", name, cause);
        StoreException.Reason reason =
                trouble == Trouble.ROW ? StoreException.Reason.REFUSED : StoreException.Reason.BROKEN;
        refuse(batch, new StoreException(reason, name + ": " + cause.getMessage(), cause));
        return Future.succeededFuture();
    }

    /** The items that may go on trying; the others are answered here. */
    private List<Waiting<I, O>> inTime(List<Waiting<I, O>> batch, Throwable cause) {
        long eldest = System.nanoTime() - limits.deadline().toNanos();
        List<Waiting<I, O>> rest = new ArrayList<>(batch.size());
        List<Waiting<I, O>> late = new ArrayList<>();
        for (Waiting<I, O> one : batch) {
            (one.since() - eldest >= 0 ? rest : late).add(one);
        }
        if (!late.isEmpty()) {
            String why = name + ": not written within " + limits.deadline() + ": " + cause.getMessage();
            refuse(late, new StoreException(StoreException.Reason.UNAVAILABLE, why, cause));
        }
        return rest;
    }

    private Future<Void> later(long millis) {
        return vertx.timer(millis, TimeUnit.MILLISECONDS).mapEmpty();
    }

    private void answer(List<Waiting<I, O>> batch, List<@Nullable O> answers) {
        if (answers.size() != batch.size()) {
            refuse(batch, new IllegalStateException(name + ": " + answers.size() + " answers for " + batch.size()));
            return;
        }
        answered.accept(batch.size());
        Answers out = new Answers();
        for (int i = 0; i < batch.size(); i++) {
            Waiting<I, O> one = batch.get(i);
            O result = answers.get(i);
            out.add(one, () -> one.complete(result, name));
        }
        out.deliver();
    }

    private void refuse(List<Waiting<I, O>> batch, RuntimeException why) {
        answered.accept(batch.size());
        metrics.failed(name, batch.size());
        Answers out = new Answers();
        for (Waiting<I, O> one : batch) {
            out.add(one, () -> one.fail(why));
        }
        out.deliver();
    }

    private void reportTrouble(Throwable cause) {
        if (!troubled) {
            troubled = true;
            log.warn("store unreachable writer={} reason={}", name, Trouble.describe(cause));
        }
    }

    private void reportRecovery() {
        if (troubled) {
            troubled = false;
            log.info("store reachable again writer={}", name);
        }
    }
}
