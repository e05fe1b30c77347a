package io.emailservice.chaos;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A port of this machine that leads to the servers behind it, to each in turn and past those that don't listen, and that can
 * lose all its connections at once.
 */
final class Way {
    private static final int CONNECT_MILLIS = 2_000;

    private final NetServer server;
    private final NetClient client;
    private final List<Integer> targets;
    private final AtomicInteger turn = new AtomicInteger();
    private final Set<NetSocket> open = ConcurrentHashMap.newKeySet();

    Way(Vertx vertx, List<Integer> targets) {
        this.targets = List.copyOf(targets);
        client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(CONNECT_MILLIS));
        server = Waits.on(vertx.createNetServer().connectHandler(this::accept).listen(0, "127.0.0.1"));
    }

    int port() {
        return server.actualPort();
    }

    /** Ends every connection on both sides; new ones get through. */
    void cut() {
        open.forEach(NetSocket::close);
    }

    private void accept(NetSocket in) {
        in.pause();
        connect(turn.getAndIncrement(), targets.size())
                .onFailure(nobody -> in.close())
                .onSuccess(out -> join(in, out));
    }

    private Future<NetSocket> connect(int from, int left) {
        Future<NetSocket> tried = client.connect(targets.get(Math.floorMod(from, targets.size())), "127.0.0.1");
        return left == 1 ? tried : tried.recover(refused -> connect(from + 1, left - 1));
    }

    private void join(NetSocket in, NetSocket out) {
        open.add(in);
        open.add(out);
        flow(in, out);
        flow(out, in);
        in.resume();
    }

    private void flow(NetSocket from, NetSocket to) {
        from.closeHandler(ended -> {
            open.remove(from);
            to.close();
        });
        from.exceptionHandler(broken -> to.close());
        from.handler(bytes -> {
            to.write(bytes).onFailure(lost -> from.close());
            if (to.writeQueueFull()) {
                from.pause();
                to.drainHandler(room -> from.resume());
            }
        });
    }

    void close() throws Exception {
        server.close().toCompletionStage().toCompletableFuture().get(CONNECT_MILLIS, TimeUnit.MILLISECONDS);
    }
}
