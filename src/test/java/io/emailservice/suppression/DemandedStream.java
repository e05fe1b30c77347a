package io.emailservice.suppression;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** Chunks that come only on demand, as from a socket; counts how many were taken. */
final class DemandedStream implements ReadStream<Buffer> {
    private final Iterator<Buffer> chunks;
    private Handler<Buffer> handler = chunk -> {};
    private Handler<Void> end = done -> {};
    private Handler<Throwable> failure = cause -> {};
    private long demand = Long.MAX_VALUE;
    private boolean giving;
    private boolean ended;
    int taken;

    DemandedStream(Iterator<Buffer> chunks) {
        this.chunks = chunks;
    }

    void breakOff(Throwable cause) {
        failure.handle(cause);
    }

    @Override
    @CanIgnoreReturnValue
    public DemandedStream exceptionHandler(@Nullable Handler<Throwable> set) {
        failure = set == null ? cause -> {} : set;
        return this;
    }

    @Override
    @CanIgnoreReturnValue
    public DemandedStream handler(@Nullable Handler<Buffer> set) {
        handler = set == null ? chunk -> {} : set;
        return this;
    }

    @Override
    @CanIgnoreReturnValue
    public DemandedStream endHandler(@Nullable Handler<Void> set) {
        end = set == null ? done -> {} : set;
        return this;
    }

    @Override
    @CanIgnoreReturnValue
    public DemandedStream pause() {
        demand = 0;
        return this;
    }

    @Override
    @CanIgnoreReturnValue
    public DemandedStream resume() {
        return fetch(Long.MAX_VALUE);
    }

    @Override
    @CanIgnoreReturnValue
    public DemandedStream fetch(long amount) {
        demand = demand + amount < 0 ? Long.MAX_VALUE : demand + amount;
        if (!giving) {
            giving = true;
            while (demand > 0 && chunks.hasNext()) {
                demand--;
                taken++;
                handler.handle(chunks.next());
            }
            giving = false;
            if (!chunks.hasNext() && !ended) {
                ended = true;
                end.handle(null);
            }
        }
        return this;
    }
}
