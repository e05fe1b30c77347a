package io.emailservice.queue;

import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renews the locks of the claims of one queue. Belongs to the poller's event loop. */
final class LockKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(LockKeeper.class);
    private static final int MOST_PER_CALL = 500;

    private final RedisLink link;
    private final QueueSetup setup;
    private final String queue;
    private final Trouble trouble;

    LockKeeper(RedisLink link, QueueSetup setup, String queue) {
        this.link = link;
        this.setup = setup;
        this.queue = queue;
        this.trouble = new Trouble(setup, queue, "renewal of locks");
    }

    /** How often to call {@link #renew}. */
    long periodMillis() {
        return Math.max(1, setup.config().locks().duration().toMillis() / 2);
    }

    /**
     * Renews every lock that would be too old at the next call; young ones are left alone, most jobs end before their
     * first renewal. A claim whose lock is gone goes on, but can't be settled.
     *
     * @return fails if some could not be renewed now
     */
    Future<?> renew(Collection<Claim> inFlight) {
        long now = setup.clock().millis();
        List<Claim> old = new ArrayList<>();
        for (Claim claim : inFlight) {
            if (!claim.lockLost && now - claim.lockedAtMillis >= periodMillis() / 2) {
                old.add(claim);
            }
        }
        List<Future<?>> parts = new ArrayList<>();
        for (int from = 0; from < old.size(); from += MOST_PER_CALL) {
            List<Claim> part = old.subList(from, Math.min(old.size(), from + MOST_PER_CALL));
            parts.add(extend(part).onSuccess(lost -> note(part, lost, now)).onFailure(trouble::met));
        }
        return Future.join(parts);
    }

    private Future<Response> extend(List<Claim> claims) {
        List<Object> arguments = new ArrayList<>(1 + 4 * claims.size());
        arguments.add(setup.config().locks().duration().toMillis());
        for (Claim claim : claims) {
            arguments.add(claim.job.id());
            arguments.add(claim.job.token());
            arguments.add(claim.job.attemptsStarted());
            arguments.add(claim.job.stalledCount());
        }
        return link.run(Script.EXTEND, queue, arguments);
    }

    private void note(List<Claim> claims, Response lostIds, long now) {
        trouble.over();
        Set<String> lost = new HashSet<>();
        lostIds.forEach(id -> lost.add(id.toString()));
        int count = 0;
        for (Claim claim : claims) {
            if (!lost.contains(claim.job.id())) {
                claim.lockedAtMillis = now;
            } else if (claim.settlement == null) {
                claim.lockLost = true;
                count++;
            }
        }
        if (count > 0) {
            LOG.warn("locks lost queue={} jobs={}", queue, count);
        }
    }
}
