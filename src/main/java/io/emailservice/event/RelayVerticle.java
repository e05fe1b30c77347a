package io.emailservice.event;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.stream.IntStream;

/** Runs the relays of one sink, one for each part, on one event loop. */
public final class RelayVerticle<P> extends VerticleBase {
    private final Outbox<P> outbox;
    private final EventSink sink;
    private final EventConfig config;
    private List<Relay<P>> relays = List.of();

    public RelayVerticle(Outbox<P> outbox, EventSink sink, EventConfig config) {
        this.outbox = outbox;
        this.sink = sink;
        this.config = config;
    }

    @Override
    public Future<?> start() {
        relays = IntStream.range(0, config.parts())
                .mapToObj(number ->
                        new Relay<>(vertx, outbox, sink, new Part(sink.name(), number, config.parts()), config))
                .toList();
        relays.forEach(Relay::start);
        return Future.succeededFuture();
    }

    /** Publishes what is already committed, lets other nodes take over, and closes the sink. */
    @Override
    public Future<?> stop() {
        return Future.join(relays.stream().map(Relay::stop).toList()).eventually(sink::close);
    }
}
