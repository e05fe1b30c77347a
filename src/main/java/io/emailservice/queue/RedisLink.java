package io.emailservice.queue;

import io.emailservice.queue.Admission.ServerInfo;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.impl.types.ErrorType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one owner of connections to Redis: a pipelined one for commands, and one for each who has to wait in Redis.
 * Connects, reconnects and says so once; callable from any context.
 *
 * <p>While Redis is away commands fail at once with {@link RedisAway}: whoever has something to lose keeps it and is told
 * by {@link #onBack} when to try again. The same while Redis refuses for a reason of its own; then whoever asks again
 * should pause.
 *
 * <p>Of a Redis Cluster one node is used: the owner of the slot that all queues must share.
 */
public final class RedisLink {
    private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);

    private final Vertx vertx;
    private final QueueSetup setup;
    private final Set<String> tags = new HashSet<>();
    private final Admission admission;
    private final RedisSocket commands;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final Map<Script, Long> refused = new ConcurrentHashMap<>();
    private volatile ServerInfo server = ServerInfo.UNKNOWN;

    /** Makes the link without connecting: see {@link #open()}. */
    public RedisLink(Vertx vertx, QueueSetup setup) {
        this.vertx = vertx;
        this.setup = setup;
        Set<String> queues = setup.config().queues().keySet();
        queues.forEach(queue -> tags.add(Objects.requireNonNullElse(Admission.hashTag(setup.keys(queue)), "")));
        this.admission = new Admission(
                setup.keys(queues.stream().findFirst().orElse("")) + "meta", tags.size() == 1 && !tags.contains(""));
        this.commands = new RedisSocket(
                vertx, setup.config().url(), setup.config().commandTimeout(), this::prepare, new Reporter());
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
        if (server.isCluster() && !tags.contains(Objects.requireNonNullElse(Admission.hashTag(keys), ""))) {
            return Future.failedFuture(
                    new IllegalArgumentException("the queue is not in the slot of the configured ones: " + queue));
        }
        return send(request(Command.EVALSHA, script.sha(), keys, arguments))
                .recover(error -> error instanceof ErrorType answer && answer.is("NOSCRIPT")
                        ? send(request(Command.EVAL, script.text(), keys, arguments))
                        : Future.failedFuture(error))
                .andThen(done -> note(script, done));
    }

    /**
     * Readies a script of another room, for keys of its own beside the queues' and in their slot.
     *
     * @param name part of those keys
     * @return runs it with one argument
     */
    public Function<String, Future<Response>> guest(String name, String text) {
        String sha = Script.sha(text);
        String tag = tags.stream().sorted().findFirst().orElse("");
        String keys = (tag.isEmpty() ? setup.config().prefix() : "{" + tag + "}") + "-" + name + ":";
        return argument -> send(request(Command.EVALSHA, sha, keys, List.of(argument)))
                .recover(error -> error instanceof ErrorType answer && answer.is("NOSCRIPT")
                        ? send(request(Command.EVAL, text, keys, List.of(argument)))
                        : Future.failedFuture(error));
    }

    /** A connection of its own for one who waits in Redis; opened and closed by its owner, on the owner's context. */
    RedisSocket blocking(String clientName, RedisSocket.Watcher watcher) {
        return new RedisSocket(
                vertx,
                setup.config().url(),
                setup.config().commandTimeout(),
                made -> admission
                        .check(made)
                        .compose(info -> made.send(
                                Request.cmd(Command.CLIENT).arg("SETNAME").arg(clientName))),
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

    private Future<?> prepare(RedisConnection made) {
        return admission.check(made).compose(info -> {
            server = info;
            List<Future<Response>> loads = new ArrayList<>();
            for (Script script : Script.values()) {
                loads.add(made.send(Request.cmd(Command.SCRIPT).arg("LOAD").arg(script.text())));
            }
            return Future.all(loads);
        });
    }

    /** Says once that Redis refuses to run a script, and once that it runs again. */
    private void note(Script script, AsyncResult<Response> done) {
        if (done.succeeded()) {
            Long since = refused.isEmpty() ? null : refused.remove(script);
            if (since != null) {
                LOG.info(
                        "redis serves again script={} refused_ms={}",
                        script,
                        setup.clock().millis() - since);
            }
        } else if (done.cause() instanceof RedisAway away && away.wasRefused()) {
            setup.metrics().refused();
            if (refused.putIfAbsent(script, setup.clock().millis()) == null) {
                LOG.warn("redis refuses script={} reason={}", script, away.getMessage());
            }
        }
    }

    /** Says once that Redis is away, each reason once, and once that it is back. Runs on the command socket's context. */
    private final class Reporter implements RedisSocket.Watcher {
        private static final int MOST_REASONS = 8;

        private final Set<String> reasons = new HashSet<>();
        private boolean seen;
        private long since;

        @Override
        public void up() {
            RedisUrl url = commands.address();
            if (reasons.isEmpty()) {
                LOG.info("redis connected url={} version={}", url, server.version());
            } else {
                long away = setup.clock().millis() - since;
                LOG.info("redis back url={} version={} away_ms={}", url, server.version(), away);
            }
            if (server.evicts()) {
                LOG.warn("redis removes keys when memory runs short, jobs too: set maxmemory-policy noeviction");
            }
            if (seen) {
                setup.metrics().reconnected();
            }
            reasons.clear();
            seen = true;
            listeners.forEach(Runnable::run);
        }

        @Override
        public void down(Throwable reason) {
            if (reasons.isEmpty()) {
                since = setup.clock().millis();
            }
            String text = Objects.requireNonNullElse(reason.getMessage(), String.valueOf(reason));
            if (reasons.size() < MOST_REASONS && reasons.add(text)) {
                LOG.warn("redis away url={} reason={}", commands.address(), text);
            }
        }
    }
}
