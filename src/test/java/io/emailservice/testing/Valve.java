package io.emailservice.testing;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** A way to a server on this machine that a test can shut, open, or make slow. */
public final class Valve implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    /** Kept, because Vert.x ends the connections of a client that is garbage. */
    private final NetClient client = vertx.createNetClient();

    private final int target;
    private final int port;
    private NetServer server;
    private final Set<NetSocket> clients = ConcurrentHashMap.newKeySet();
    private volatile boolean shut;
    private volatile long delayMillis;

    public Valve(int target) {
        this.target = target;
        this.server = listen(0);
        this.port = server.actualPort();
    }

    public int port() {
        return port;
    }

    /** Ends all connections; new ones are refused. */
    public synchronized void shut() {
        shut = true;
        server.close().await();
        clients.forEach(in -> in.close().onComplete(closed -> {}));
    }

    /** Lets everything through again, at full speed. */
    public synchronized void open() {
        delayMillis = 0;
        if (shut) {
            shut = false;
            server = listen(port);
        }
    }

    /** Every request and every answer is late by so much. */
    public void slow(long millis) {
        delayMillis = millis;
    }

    private NetServer listen(int onPort) {
        return vertx.createNetServer()
                .connectHandler(this::connect)
                .listen(onPort, "127.0.0.1")
                .await();
    }

    private void connect(NetSocket in) {
        clients.add(in);
        in.pause();
        client.connect(target, "127.0.0.1").onComplete(connected -> {
            if (connected.failed() || shut) {
                in.close();
                return;
            }
            NetSocket out = connected.result();
            in.closeHandler(end -> {
                clients.remove(in);
                out.close();
            });
            out.closeHandler(end -> in.close());
            in.exceptionHandler(broken -> out.close());
            out.exceptionHandler(broken -> in.close());
            in.handler(late(out::write));
            out.handler(late(in::write));
            in.resume();
        });
    }

    /** Keeps the order, also where the speed changes while data is on its way. For one direction of one connection. */
    private Handler<Buffer> late(Consumer<Buffer> onward) {
        Deque<Buffer> underWay = new ArrayDeque<>();
        return data -> {
            long delay = delayMillis;
            if (delay == 0 && underWay.isEmpty()) {
                onward.accept(data);
            } else {
                underWay.add(data);
                vertx.setTimer(Math.max(1, delay), now -> onward.accept(underWay.remove()));
            }
        };
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
