package io.emailservice.event;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the outbox to one part of a sink. One page is under way at a time; a failure of the log or the sink repeats the
 * page, so a sink may see events twice but never misses one. Many nodes have a relay for the same part: the one that
 * holds the lease works, the others ask for it now and then. A relay that lost its lease without knowing repeats what its
 * successor publishes: since both begin where all earlier events are published, the first appearances of a subject's
 * events are in order even then. Belongs to the event loop that started it.
 *
 * @param <P> a position in the log
 */
public final class Relay<P> {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
    /** A stop publishes what is committed, but doesn't run after what other nodes go on committing. */
    private static final int LAST_PAGES = 100;

    private final Vertx vertx;
    private final Outbox<P> outbox;
    private final EventSink sink;
    private final Part part;
    private final EventConfig config;

    private boolean stopping;
    private boolean failing;
    private boolean saveDue;
    private boolean unsaved;
    private @Nullable Held<P> held;
    private @Nullable Long timer;
    private @Nullable Long renewals;
    private Future<Void> round = Future.succeededFuture();

    /** A lease of ours and how far its part is. */
    private record Held<P>(Lease lease, P position) {}

    public Relay(Vertx vertx, Outbox<P> outbox, EventSink sink, Part part, EventConfig config) {
        this.vertx = vertx;
        this.outbox = outbox;
        this.sink = sink;
        this.part = part;
        this.config = config;
    }

    public void start() {
        again(Duration.ofMillis(1));
        renewals = vertx.setPeriodic(config.askAgain().toMillis(), tick -> renew());
    }

    /** Publishes what is already committed, then lets another node take the part. Never fails. */
    public Future<Void> stop() {
        stopping = true;
        cancel(timer);
        return round.recover(failed -> Future.succeededFuture())
                .compose(done -> drain(LAST_PAGES))
                .onComplete(done -> cancel(renewals))
                .compose(drained -> release())
                .recover(failed -> {
                    LOG.warn("event=relay_stopped_early part={} reason=\"{}\"", part, failed.getMessage());
                    return release().recover(lost -> Future.succeededFuture());
                });
    }

    private Future<Void> drain(int pages) {
        return held == null || pages == 0
                ? Future.succeededFuture()
                : page(held).compose(full -> full ? drain(pages - 1) : Future.succeededFuture());
    }

    private void run() {
        Promise<Void> ended = Promise.promise();
        round = ended.future();
        turn().onComplete(done -> {
            note(done.cause());
            ended.complete();
            if (done.failed()) {
                again(config.retryDelay());
            } else if (done.result().isZero()) {
                vertx.runOnContext(next -> runUnlessStopping());
            } else {
                again(done.result());
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

    /** Claims or publishes; answers when to go on. A log or sink that throws has failed, too. */
    private Future<Duration> turn() {
        Held<P> ours = held;
        return Future.succeededFuture()
                .compose(begin ->
                        ours == null ? claim() : page(ours).map(full -> full ? Duration.ZERO : config.interval()));
    }

    private Future<Duration> claim() {
        Lease lease = new Lease(part, UUID.randomUUID(), config.lease());
        return outbox.leases().claim(lease).map(position -> {
            position.ifPresent(at -> held = new Held<>(lease, at));
            return position.isPresent() ? Duration.ZERO : config.askAgain();
        });
    }

    /** One page; true if the log may hold more. */
    private Future<Boolean> page(Held<P> ours) {
        return Future.succeededFuture()
                .compose(begin -> outbox.log().after(ours.position()))
                .compose(page -> pass(ours, page).map(passed -> page.full()))
                .onSuccess(full -> {
                    if (!full) {
                        outbox.metrics().waiting(part, null);
                    }
                });
    }

    /** A page without events of this part is only passed; that is remembered now and then, since it may be read again. */
    private Future<Void> pass(Held<P> from, EventLog.Page<P> page) {
        List<PublishedEvent> ours = page.entries().stream()
                .map(EventLog.Entry::event)
                .filter(part::has)
                .filter(sink::wants)
                .toList();
        if (!ours.isEmpty()) {
            return publish(ours).compose(published -> advance(from, page.end()));
        }
        unsaved |= !page.entries().isEmpty();
        if (unsaved && saveDue) {
            return advance(from, page.end());
        }
        if (held != null) {
            held = new Held<>(from.lease(), page.end());
        }
        return Future.succeededFuture();
    }

    private Future<Void> publish(List<PublishedEvent> ours) {
        outbox.metrics().waiting(part, ours.get(0).at());
        return Future.succeededFuture()
                .compose(begin -> sink.publish(ours))
                .onSuccess(taken -> outbox.metrics().published(part.sink(), ours.size()))
                .onFailure(failed -> outbox.metrics().failed(part.sink()));
    }

    private Future<Void> advance(Held<P> ours, P reached) {
        return outbox.leases().advance(ours.lease(), reached).map(still -> {
            saveDue = false;
            unsaved = false;
            if (still && held != null) {
                held = new Held<>(ours.lease(), reached);
            } else {
                lost();
            }
            return null;
        });
    }

    /** A lease whose renewal fails is kept: if it is lost, moving the cursor will say so. */
    private void renew() {
        Held<P> ours = held;
        saveDue = true;
        if (ours != null) {
            outbox.leases()
                    .renew(ours.lease())
                    .onSuccess(still -> {
                        if (!still && held != null && held.lease().equals(ours.lease())) {
                            lost();
                        }
                    })
                    .onFailure(this::note);
        }
    }

    private void lost() {
        if (held != null) {
            LOG.info("event=relay_lost_lease part={}", part);
            held = null;
            outbox.metrics().waiting(part, null);
        }
    }

    private Future<Void> release() {
        Held<P> ours = held;
        held = null;
        outbox.metrics().waiting(part, null);
        return ours == null ? Future.succeededFuture() : outbox.leases().release(ours.lease());
    }

    private void cancel(@Nullable Long id) {
        if (id != null) {
            vertx.cancelTimer(id);
        }
    }

    private void note(@Nullable Throwable failure) {
        if (failure != null && !failing) {
            LOG.warn("event=relay_waits part={} reason=\"{}\"", part, failure.getMessage());
        } else if (failure == null && failing) {
            LOG.info("event=relay_goes_on part={}", part);
        }
        failing = failure != null;
    }
}
