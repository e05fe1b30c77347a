package io.emailservice.testing;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A way to a server on this machine that loses what a test wants lost: the answer to a request that contains a text, or
 * the request itself; the connection ends with it.
 */
public final class CuttingProxy implements AutoCloseable {
    private static final long LATEST_ANSWER_MILLIS = 30;

    private final Vertx vertx = Vertx.vertx();
    /** Kept, because Vert.x ends the connections of a client that is garbage. */
    private final NetClient client = vertx.createNetClient();

    private final int target;
    private final NetServer server;
    private final Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
    private final AtomicInteger cuts = new AtomicInteger();
    private volatile boolean closed;
    private volatile @Nullable Buffer swallowed;

    public CuttingProxy(int target) {
        this.target = target;
        this.server = vertx.createNetServer()
                .connectHandler(this::connect)
                .listen(0, "127.0.0.1")
                .await();
    }

    public String url() {
        return "redis://127.0.0.1:" + server.actualPort();
    }

    /** Lets the next requests with this text through, and loses their answers. */
    public void loseAnswers(String text, int times) {
        answers.put(text, new AtomicInteger(times));
    }

    /** Loses the next request with this text. */
    public void loseRequest(String text) {
        requests.put(text, new AtomicInteger(1));
    }

    /** How often something was lost. */
    public int cuts() {
        return cuts.get();
    }

    /** Takes no new connection until {@link #reopen()}. */
    public void shut() {
        closed = true;
    }

    public void reopen() {
        closed = false;
    }

    /** Delivers the request that was lost last, on a connection of its own. */
    public void deliverLate() {
        Buffer late = swallowed;
        if (late == null) {
            throw new IllegalStateException("no request was lost");
        }
        client.connect(target, "127.0.0.1").compose(out -> out.write(late)).await();
    }

    private void connect(NetSocket in) {
        if (closed) {
            in.close();
            return;
        }
        in.pause();
        client.connect(target, "127.0.0.1").onFailure(away -> in.close()).onSuccess(out -> new Pair(in, out).start());
    }

    private final class Pair {
        private final NetSocket in;
        private final NetSocket out;
        private boolean cut;

        Pair(NetSocket in, NetSocket out) {
            this.in = in;
            this.out = out;
        }

        void start() {
            in.closeHandler(end -> out.close());
            out.closeHandler(end -> in.close());
            in.exceptionHandler(error -> out.close());
            out.exceptionHandler(error -> in.close());
            in.handler(this::request);
            out.handler(answer -> {
                if (!cut) {
                    in.write(answer);
                }
            });
            in.resume();
        }

        private void request(Buffer request) {
            String text = request.toString(StandardCharsets.ISO_8859_1);
            if (isDue(requests, text)) {
                swallowed = request;
                cuts.incrementAndGet();
                in.close();
                return;
            }
            if (isDue(answers, text)) {
                cut = true;
                vertx.setTimer(LATEST_ANSWER_MILLIS, end -> {
                    cuts.incrementAndGet();
                    in.close();
                });
            }
            out.write(request);
        }

        private static boolean isDue(Map<String, AtomicInteger> orders, String text) {
            return orders.entrySet().stream()
                    .anyMatch(order -> text.contains(order.getKey())
                            && order.getValue().getAndUpdate(left -> Math.max(0, left - 1)) > 0);
        }
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
