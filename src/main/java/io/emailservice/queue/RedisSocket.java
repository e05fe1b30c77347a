package io.emailservice.queue;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.ProtocolVersion;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One connection to Redis that comes back by itself. Sends from any context; opens, closes and reconnects on the context
 * it was made on, which owns every field but the connection.
 */
final class RedisSocket {
    private static final int MOST_WAITING = 4096;
    /** What the client says of a command it didn't write: too many wait for answers, or the end was noticed first. */
    private static final Set<String> REFUSED = Set.of("Redis waiting queue is full", "Connection is closed");

    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 2000;

    /** Told of every change, on the socket's context. */
    interface Watcher {
        void up();

        void down(Throwable reason);
    }

    private final Vertx vertx;
    private final Context context;
    private final RedisRoute route;
    private RedisUrl address;
    private final Duration timeout;
    private final Function<RedisConnection, Future<?>> greeting;
    private final Watcher watcher;

    private volatile @Nullable RedisConnection connection;
    private @Nullable Redis client;
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    private boolean closed;

    /** @param greeting what must be said on every new connection before it is used */
    RedisSocket(
            Vertx vertx,
            RedisUrl url,
            Duration timeout,
            Function<RedisConnection, Future<?>> greeting,
            Watcher watcher) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.route = new RedisRoute(url);
        this.address = route.next();
        this.timeout = timeout;
        this.greeting = greeting;
        this.watcher = watcher;
    }

    /** Begins to connect, and never stops trying until {@link #close()}. */
    void open() {
        context.runOnContext(start -> connect());
    }

    boolean isUp() {
        return connection != null;
    }

    /** The address that was last tried. Only on the socket's context. */
    RedisUrl address() {
        return address;
    }

    /**
     * Sends one command; commands of one thread are carried out in order.
     *
     * @param limit how long to wait for the answer; then the connection is given up, because what comes next on it would
     *     come even later
     * @return fails with {@link RedisAway}, or with what Redis answered
     */
    Future<Response> send(Request command, Duration limit) {
        RedisConnection current = connection;
        if (current == null) {
            return Future.failedFuture(new RedisAway("no connection to Redis", false));
        }
        return current.send(command)
                .timeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .recover(error -> {
                    if (isAnswer(error)) {
                        return Future.failedFuture(answered(current, error));
                    }
                    boolean refused = REFUSED.contains(String.valueOf(error.getMessage()));
                    if (!refused) {
                        context.runOnContext(late -> drop(current, error));
                    }
                    return Future.failedFuture(new RedisAway(String.valueOf(error.getMessage()), !refused));
                });
    }

    Future<Void> close() {
        connection = null;
        Promise<Void> done = Promise.promise();
        context.runOnContext(end -> {
            closed = true;
            connection = null;
            Redis old = client;
            client = null;
            (old == null ? Future.<Void>succeededFuture() : old.close()).onComplete(done);
        });
        return done.future();
    }

    /** An error that is about Redis and not about the command means that Redis is away, in its own way. */
    private Throwable answered(RedisConnection from, Throwable error) {
        Refusal refusal = Refusal.of(error);
        if (refusal == Refusal.COMMAND) {
            return error;
        }
        if (refusal == Refusal.SERVER) {
            context.runOnContext(late -> drop(from, error));
        }
        return new RedisAway(String.valueOf(error.getMessage()), false, refusal == Refusal.MOMENT);
    }

    private static boolean isAnswer(Throwable error) {
        return error instanceof ErrorType answer && !answer.is("CONNECTION_CLOSED");
    }

    private void connect() {
        if (closed) {
            return;
        }
        address = route.next();
        Redis fresh = Redis.createClient(vertx, options());
        client = fresh;
        fresh.connect()
                .compose(made -> greeting.apply(made).map(made))
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .onSuccess(made -> accept(fresh, made))
                .onFailure(error -> lose(fresh, error));
    }

    private RedisOptions options() {
        NetClientOptions tcp = new NetClientOptions()
                .setConnectTimeout((int) timeout.toMillis())
                .setTcpKeepAlive(true)
                .setTcpNoDelay(true);
        // RESP2: the scripts' answers are read by position, and a score stays a text.
        return new RedisOptions()
                .setNetClientOptions(tcp)
                .setConnectionString(address.value())
                .setPreferredProtocolVersion(ProtocolVersion.RESP2)
                .setMaxPoolSize(1)
                .setMaxPoolWaiting(1)
                .setPoolCleanerInterval(-1)
                .setPoolRecycleTimeout(-1)
                .setMaxWaitingHandlers(MOST_WAITING);
    }

    private void accept(Redis from, RedisConnection made) {
        if (closed || client != from) {
            discard(from);
            return;
        }
        made.endHandler(end -> drop(made, new RedisAway("connection closed", true)));
        made.exceptionHandler(error -> drop(made, error));
        pauseMillis = FIRST_PAUSE_MILLIS;
        route.arrived();
        connection = made;
        watcher.up();
    }

    private void drop(RedisConnection lost, Throwable reason) {
        Redis from = client;
        if (connection == lost && from != null) {
            connection = null;
            lose(from, reason);
        }
    }

    private void lose(Redis from, Throwable reason) {
        discard(from);
        if (closed || client != from) {
            return;
        }
        client = null;
        if (route.follows(reason)) {
            connect();
            return;
        }
        route.failed();
        watcher.down(reason);
        // Spread, so that many processes don't return at one moment.
        long pause = ThreadLocalRandom.current().nextLong(pauseMillis / 2, pauseMillis + 1);
        pauseMillis = Math.min(LONGEST_PAUSE_MILLIS, pauseMillis * 2);
        vertx.setTimer(pause, again -> connect());
    }

    private static void discard(Redis old) {
        old.close().onFailure(gone -> {});
    }
}
