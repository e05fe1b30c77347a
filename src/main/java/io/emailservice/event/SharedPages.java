package io.emailservice.event;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A log whose readers share what they read: each has its own position, but most are near the end, so that most pages are
 * read once for all of them. A page with events stays true for ever, since nothing is ever put between a position and the
 * events behind it; an empty one is believed for a moment. Keeps a few pages. Safe from any event loop.
 */
public final class SharedPages<P> implements EventLog<P> {
    private static final int MOST_PAGES = 8;

    private final Vertx vertx;
    private final EventLog<P> log;
    private final Clock clock;
    private final Duration empty;
    private final Map<P, Kept<P>> kept = new LinkedHashMap<>(16, 0.75f, true);

    private record Kept<P>(Future<Page<P>> page, long readAt) {}

    /**
     * @param empty how long a log that had nothing more is believed to have nothing more
     */
    public SharedPages(Vertx vertx, EventLog<P> log, Clock clock, Duration empty) {
        this.vertx = vertx;
        this.log = log;
        this.clock = clock;
        this.empty = empty;
    }

    @Override
    public Future<P> end() {
        return log.end();
    }

    /** Answers on the context of the caller, whoever had the page read. */
    @Override
    public Future<Page<P>> after(P position) {
        Context caller = vertx.getOrCreateContext();
        Promise<Page<P>> answer = Promise.promise();
        read(position).onComplete(done -> caller.runOnContext(back -> answer.handle(done)));
        return answer.future();
    }

    private synchronized Future<Page<P>> read(P position) {
        Kept<P> known = kept.get(position);
        if (known != null && isTrue(known)) {
            return known.page();
        }
        Future<Page<P>> asked = log.after(position);
        kept.put(position, new Kept<>(asked, clock.millis()));
        if (kept.size() > MOST_PAGES) {
            kept.remove(kept.keySet().iterator().next());
        }
        return asked;
    }

    private boolean isTrue(Kept<P> known) {
        Future<Page<P>> page = known.page();
        if (!page.isComplete()) {
            return true;
        }
        return page.succeeded()
                && (!page.result().entries().isEmpty() || clock.millis() - known.readAt() < empty.toMillis());
    }
}
