package io.emailservice.queue;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one owner of connections to Redis: a pipelined one for commands, and one for each who has to wait in Redis.
 * Connects, reconnects and says so once; callable from any context.
 *
 * <p>While Redis is away commands fail at once with {@link RedisAway}: whoever has something to lose keeps it and is told
 * by {@link #onBack} when to try again.
 */
public final class RedisLink {
    private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);

    private final Vertx vertx;
    private final QueueSetup setup;
    private final RedisSocket commands;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

    /** Makes the link without connecting: see {@link #open()}. */
    public RedisLink(Vertx vertx, QueueSetup setup) {
        this.vertx = vertx;
        this.setup = setup;
        this.commands = new RedisSocket(
                vertx, setup.config().url(), setup.config().commandTimeout(), RedisLink::loadScripts, new Reporter());
    }

    /** Begins to connect. Doesn't wait: a Redis that is away must not keep a service from starting. */
    public void open() {
        commands.open();
    }

    /** True if commands can be sent now. */
    public boolean isUp() {
        return commands.isUp();
    }

    /** Completes when Redis answers, for a health check. */
    public Future<Void> ping() {
        return send(Request.cmd(Command.PING)).mapEmpty();
    }

    /** Closes the command connection for good; whoever has a blocking one closes it. */
    public Future<Void> close() {
        return commands.close();
    }

    /**
     * Calls back on the caller's context whenever the command connection is made, also the first time.
     *
     * @return ends that
     */
    Runnable onBack(Runnable listener) {
        Context context = vertx.getOrCreateContext();
        Runnable hop = () -> context.runOnContext(back -> listener.run());
        listeners.add(hop);
        return () -> listeners.remove(hop);
    }

    Future<Response> send(Request command) {
        return commands.send(command, setup.config().commandTimeout());
    }

    /** Runs a script on a queue; a Redis that has lost the script gets its text again. */
    Future<Response> run(Script script, String queue, List<?> arguments) {
        String keys = setup.keys(queue);
        return send(request(Command.EVALSHA, script.sha(), keys, arguments)).recover(error -> {
            if (error instanceof ErrorType answer && answer.is("NOSCRIPT")) {
                return send(request(Command.EVAL, script.text(), keys, arguments));
            }
            return Future.failedFuture(error);
        });
    }

    /** A connection of its own for one who waits in Redis; opened and closed by its owner, on the owner's context. */
    RedisSocket blocking(String clientName, RedisSocket.Watcher watcher) {
        return new RedisSocket(
                vertx,
                setup.config().url(),
                setup.config().commandTimeout(),
                made -> made.send(Request.cmd(Command.CLIENT).arg("SETNAME").arg(clientName)),
                watcher);
    }

    private static Request request(Command command, String script, String keys, List<?> arguments) {
        Object[] all = new Object[arguments.size() + 3];
        all[0] = script;
        all[1] = "1";
        all[2] = keys;
        for (int i = 0; i < arguments.size(); i++) {
            all[i + 3] = arguments.get(i);
        }
        return Request.cmd(command, all);
    }

    private static Future<?> loadScripts(RedisConnection made) {
        List<Future<Response>> loads = new ArrayList<>();
        for (Script script : Script.values()) {
            loads.add(made.send(Request.cmd(Command.SCRIPT).arg("LOAD").arg(script.text())));
        }
        return Future.all(loads);
    }

    /** Says once that Redis is away and once that it is back. Runs on the command socket's context. */
    private final class Reporter implements RedisSocket.Watcher {
        private boolean away;
        private boolean seen;
        private long since;

        @Override
        public void up() {
            if (away) {
                LOG.info(
                        "redis back url={} away_ms={}",
                        setup.config().url(),
                        setup.clock().millis() - since);
            } else {
                LOG.info("redis connected url={}", setup.config().url());
            }
            if (seen) {
                setup.metrics().reconnected();
            }
            away = false;
            seen = true;
            listeners.forEach(Runnable::run);
        }

        @Override
        public void down(Throwable reason) {
            if (!away) {
                away = true;
                since = setup.clock().millis();
                LOG.warn("redis away url={} reason={}", setup.config().url(), String.valueOf(reason));
            }
        }
    }
}
