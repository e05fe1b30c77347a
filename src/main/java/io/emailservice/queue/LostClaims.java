package io.emailservice.queue;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds what claims took whose answers were lost: jobs that are active and locked by us, and that nobody works on. Belongs
 * to the poller's event loop.
 */
final class LostClaims {
    private static final Logger LOG = LoggerFactory.getLogger(LostClaims.class);
    private static final long PAUSE_MILLIS = 1000;

    /** One look may come too early: Redis may carry a claim out after its connection was given up. */
    private static final int MOST_LOOKS = 2;

    /** What is forgotten beyond that comes back by the stalled check. */
    private static final int MOST_TOKENS = 1000;

    private final Vertx vertx;
    private final RedisLink link;
    private final QueueSetup setup;
    private final String queue;
    private final ClaimReader reader;
    private final Consumer<List<Claim>> owner;
    private final Trouble trouble;
    private final Alarm alarm;

    /** The tokens of lost claims, with the number of looks that found nothing. */
    private final Map<String, Integer> tokens = new LinkedHashMap<>();

    private boolean looking;
    private @Nullable Promise<Void> looked;

    /** @param owner takes the jobs that are found */
    LostClaims(
            Vertx vertx,
            RedisLink link,
            QueueSetup setup,
            String queue,
            ClaimReader reader,
            Consumer<List<Claim>> owner) {
        this.vertx = vertx;
        this.link = link;
        this.setup = setup;
        this.queue = queue;
        this.reader = reader;
        this.owner = owner;
        this.trouble = new Trouble(setup, queue, "search for lost claims");
        this.alarm = new Alarm(vertx, this::look);
    }

    /** A claim has ended without an answer. */
    void add(String token) {
        if (tokens.size() < MOST_TOKENS) {
            tokens.put(token, 0);
        }
        // If the connection is already another one, nobody else will tell when to look.
        lookIn(PAUSE_MILLIS);
    }

    /** Looks now, if there is something to look for. To be called whenever Redis is back. */
    void look() {
        if (tokens.isEmpty() || looking || !link.isUp()) {
            return;
        }
        looking = true;
        long now = setup.clock().millis();
        List<String> asked = List.copyOf(tokens.keySet());
        List<Object> arguments = new ArrayList<>(asked.size() + 1);
        arguments.add(setup.config().locks().duration().toMillis());
        arguments.addAll(asked);
        link.run(Script.RECOVER, queue, arguments).onComplete(done -> {
            looking = false;
            if (done.succeeded()) {
                trouble.over();
                found(asked, done.result(), now);
            } else {
                trouble.met(done.cause());
                lookIn(PAUSE_MILLIS);
            }
        });
    }

    /** Looks a last time; completes when that is done, which takes Redis, or not done by then. */
    Future<Void> lookLast(long limitMillis) {
        if (tokens.isEmpty()) {
            return Future.succeededFuture();
        }
        Promise<Void> last = Promise.promise();
        looked = last;
        long limit = vertx.setTimer(Math.max(1, limitMillis), late -> last.tryComplete());
        look();
        return last.future().onComplete(done -> vertx.cancelTimer(limit));
    }

    void close() {
        tokens.clear();
        alarm.cancel();
    }

    private void found(List<String> asked, Response answer, long now) {
        List<Claim> claims = reader.readLost(answer, asked, now);
        claims.forEach(claim -> tokens.remove(claim.job.token()));
        for (String token : asked) {
            tokens.computeIfPresent(token, (same, looks) -> looks + 1 >= MOST_LOOKS ? null : looks + 1);
        }
        if (!claims.isEmpty()) {
            LOG.info("lost claims found queue={} jobs={}", queue, claims.size());
            owner.accept(claims);
        }
        lookIn(setup.config().commandTimeout().toMillis());
        if (looked != null) {
            looked.tryComplete();
        }
    }

    private void lookIn(long millis) {
        if (!tokens.isEmpty()) {
            alarm.ringIn(millis, setup.clock().millis());
        }
    }
}
