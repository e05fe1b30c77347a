package io.emailservice.ops;

import io.emailservice.ops.LoopBeats.Beat;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import org.jspecify.annotations.Nullable;

/** Beats for the event loop it runs on. Deploy one instance per loop. */
public final class LoopVerticle extends VerticleBase {
    private static final long PERIOD_MILLIS = 500;

    private final LoopBeats beats;
    private @Nullable Beat beat;

    public LoopVerticle(LoopBeats beats) {
        this.beats = beats;
    }

    @Override
    public Future<?> start() {
        Beat mine = beats.join();
        beat = mine;
        return Future.succeededFuture(vertx.setPeriodic(PERIOD_MILLIS, timer -> mine.beat()));
    }

    @Override
    public Future<?> stop() {
        if (beat != null) {
            beats.leave(beat);
        }
        return Future.succeededFuture();
    }
}
