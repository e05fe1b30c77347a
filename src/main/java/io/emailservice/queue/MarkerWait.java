package io.emailservice.queue;

import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits in Redis for the sign that a queue may have jobs, on a connection whose name shows the worker to others. Who takes
 * the marker owns the wake-up: it must claim, or hand the marker on. Belongs to the poller's event loop.
 */
final class MarkerWait implements RedisSocket.Watcher {
    private static final Logger LOG = LoggerFactory.getLogger(MarkerWait.class);

    /** Below two milliseconds a Redis before 7.0.8 waits for ever. */
    private static final long SHORTEST_MILLIS = 2;

    private static final Duration GRACE = Duration.ofSeconds(1);

    /** The wait ended without a marker. */
    static final long NOTHING = -1;

    private final RedisLink link;
    private final String queue;
    private final String key;
    private final RedisSocket socket;
    private final Runnable onUp;
    private final Trouble trouble;
    private String clientId = "";
    private boolean away;

    MarkerWait(RedisLink link, QueueSetup setup, String queue, Runnable onUp) {
        this.link = link;
        this.queue = queue;
        this.key = setup.keys(queue) + "marker";
        this.onUp = onUp;
        this.trouble = new Trouble(setup, queue, "wait for new jobs");
        this.socket = link.blocking(clientName(setup.config(), queue), this);
    }

    /** The name by which the official client lists the workers of a queue. */
    static String clientName(QueueConfig config, String queue) {
        String encoded = Base64.getEncoder().encodeToString(queue.getBytes(StandardCharsets.UTF_8));
        String name = config.prefix() + ":" + encoded;
        return config.workerName().isEmpty() ? name : name + ":w:" + config.workerName();
    }

    void open() {
        socket.open();
    }

    boolean isUp() {
        return socket.isUp() && !clientId.isEmpty();
    }

    /** Says when a job is ready, in epoch milliseconds, 0 for now; or {@link #NOTHING} after so many milliseconds. */
    Future<Long> await(long millis) {
        Duration limit = Duration.ofMillis(Math.max(SHORTEST_MILLIS, millis));
        Request wait = Request.cmd(Command.BZPOPMIN).arg(key).arg(String.valueOf(limit.toMillis() / 1000.0));
        return socket.send(wait, limit.plus(GRACE))
                .map(marker -> {
                    trouble.over();
                    return marker == null
                            ? NOTHING
                            : (long) Double.parseDouble(marker.get(2).toString());
                })
                .onFailure(trouble::met);
    }

    /** Passes a wake-up that can't be used on to the next worker. */
    void handOn() {
        link.send(Request.cmd(Command.ZADD).arg(key).arg(0).arg("0"))
                .onFailure(error -> LOG.debug("marker not handed on queue={} reason={}", queue, error.getMessage()));
    }

    /** Ends a wait from the outside, so that no marker is lost in it. */
    Future<Void> unblock() {
        if (!isUp()) {
            return Future.succeededFuture();
        }
        return link.send(Request.cmd(Command.CLIENT).arg("UNBLOCK").arg(clientId))
                .mapEmpty();
    }

    Future<Void> close() {
        return socket.close();
    }

    @Override
    public void up() {
        socket.send(Request.cmd(Command.CLIENT).arg("ID"), GRACE)
                .onSuccess(id -> {
                    clientId = id.toString();
                    if (away) {
                        away = false;
                        LOG.info("blocking connection back queue={}", queue);
                    }
                    onUp.run();
                })
                .onFailure(error -> LOG.debug("blocking connection queue={} reason={}", queue, error.getMessage()));
    }

    @Override
    public void down(Throwable reason) {
        clientId = "";
        // If all connections are away, their owner says so.
        if (!away && link.isUp()) {
            away = true;
            LOG.warn("blocking connection away queue={} reason={}", queue, String.valueOf(reason.getMessage()));
        }
    }
}
