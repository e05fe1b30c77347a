package io.emailservice.event;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the outbox, hands each page to every sink, then remembers the position. One page is under way at a time; a
 * failure of the log or a sink repeats the page, so a sink may see events twice but never misses one.
 *
 * @param <P> a position in the log
 */
public final class OutboxRelay<P> extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);
    private static final String NAME = "relay";

    private final EventLog<P> log;
    private final List<EventSink> sinks;
    private final EventConfig config;

    private boolean stopping;
    private boolean failing;
    private @Nullable P position;
    private @Nullable Long timer;
    private Future<Void> round = Future.succeededFuture();

    public OutboxRelay(EventLog<P> log, List<EventSink> sinks, EventConfig config) {
        this.log = log;
        this.sinks = List.copyOf(sinks);
        this.config = config;
    }

    @Override
    public Future<?> start() {
        again(Duration.ofMillis(1));
        return Future.succeededFuture();
    }

    /** Publishes what is already committed, then ends. */
    @Override
    public Future<?> stop() {
        stopping = true;
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
        return round.recover(failed -> Future.succeededFuture())
                .compose(done -> drain())
                .recover(failed -> {
                    LOG.warn("event=relay_stopped_early reason=\"{}\"", failed.getMessage());
                    return Future.succeededFuture();
                });
    }

    private Future<Void> drain() {
        return page().compose(full -> full ? drain() : Future.succeededFuture());
    }

    private void run() {
        Promise<Void> ended = Promise.promise();
        round = ended.future();
        page().onComplete(done -> {
            note(done.cause());
            ended.complete();
            if (done.failed()) {
                again(config.retryDelay());
            } else if (done.result()) {
                vertx.runOnContext(next -> runUnlessStopping());
            } else {
                again(config.interval());
            }
        });
    }

    private void runUnlessStopping() {
        if (!stopping) {
            run();
        }
    }

    private void again(Duration delay) {
        if (!stopping) {
            timer = vertx.setTimer(delay.toMillis(), id -> runUnlessStopping());
        }
    }

    /** One page through all sinks; true if the log may hold more. A log that throws is a failed page, too. */
    private Future<Boolean> page() {
        return Future.succeededFuture()
                .compose(turn -> position())
                .compose(from -> log.after(from, config.batch()))
                .compose(page -> page.events().isEmpty()
                        ? Future.succeededFuture(false)
                        : publish(page).map(published -> page.events().size() == config.batch()));
    }

    private Future<P> position() {
        P known = position;
        return known != null
                ? Future.succeededFuture(known)
                : log.position(NAME).map(this::remember);
    }

    private Future<Void> publish(EventLog.Page<P> page) {
        return inTurn(sink -> sink.publish(page.events()))
                .compose(published -> log.advance(NAME, page.end()))
                .map(advanced -> remember(page.end()))
                .mapEmpty();
    }

    private P remember(P reached) {
        position = reached;
        return reached;
    }

    private Future<Void> inTurn(Function<EventSink, Future<Void>> step) {
        Future<Void> all = Future.succeededFuture();
        for (EventSink sink : sinks) {
            all = all.compose(done -> step.apply(sink));
        }
        return all;
    }

    private void note(@Nullable Throwable failure) {
        if (failure != null && !failing) {
            LOG.warn("event=relay_waits reason=\"{}\"", failure.getMessage());
        } else if (failure == null && failing) {
            LOG.info("event=relay_goes_on");
        }
        failing = failure != null;
    }
}
