package io.emailservice.queue.differential;

import io.emailservice.testing.TestRedis;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a queue looks like at one moment, as far as it says whether a worker has anything left to do.
 *
 * @param ready jobs that could be claimed
 * @param busy claimed jobs that have their lock
 * @param lost claimed jobs without their lock
 * @param marked whether a worker has yet to look for jobs
 * @param blocked whether the queue is paused, or lost jobs take all its places
 * @param limited whether the rate limit stops all claims
 * @param dueMillis when the first delayed job is due, or 0
 */
record QueueState(long ready, long busy, long lost, boolean marked, boolean blocked, boolean limited, long dueMillis) {
    private static final String READ = """
            local states = {}
            for _, kp in ipairs(KEYS) do
              local function meta(field) return redis.call('HGET', kp .. 'meta', field) end
              local most, together = tonumber(meta('max') or ARGV[1]), tonumber(meta('concurrency') or 0)
              local function size(list) return redis.call('LLEN', kp .. list) end
              local busy, lost = 0, 0
              for _, id in ipairs(redis.call('LRANGE', kp .. 'active', 0, -1)) do
                local lock = redis.call('GET', kp .. id .. ':lock')
                if lock and lock ~= ARGV[2] then busy = busy + 1 else lost = lost + 1 end
              end
              local used = tonumber(redis.call('GET', kp .. 'limiter') or 0)
              local first = redis.call('ZRANGE', kp .. 'delayed', 0, 0, 'WITHSCORES')
              states[#states + 1] = {size('wait') + size('paused') + redis.call('ZCARD', kp .. 'prioritized'), busy, lost,
                redis.call('ZSCORE', kp .. 'marker', '0') and 1 or 0, (meta('paused') or (together > 0 and busy + lost >= together)) and 1 or 0,
                (most > 0 and used >= most) and 1 or 0, first[2] and math.floor(tonumber(first[2]) / 4096) or 0}
            end
            return states
            """;

    /**
     * The states of several queues at one moment: a job of one may make a job of another ready.
     *
     * @param workerMax of the worker's own rate limit, 0 for none
     */
    static List<QueueState> read(TestRedis redis, List<String> keys, int workerMax) {
        List<Object> words = new ArrayList<>(List.of("EVAL", READ, keys.size()));
        words.addAll(keys);
        words.addAll(List.of(workerMax, Rounds.THIEF));
        List<QueueState> states = new ArrayList<>();
        Objects.requireNonNull(redis.run(words.toArray())).forEach(state -> states.add(of(state)));
        return states;
    }

    private static QueueState of(Response state) {
        return new QueueState(
                state.get(0).toLong(),
                state.get(1).toLong(),
                state.get(2).toLong(),
                state.get(3).toLong() == 1,
                state.get(4).toLong() == 1,
                state.get(5).toLong() == 1,
                state.get(6).toLong());
    }

    /** True if a worker does nothing more at this time. */
    boolean isQuiet(long now) {
        if (busy > 0) {
            return false;
        }
        return limited || (!marked && (ready == 0 || blocked) && (dueMillis == 0 || dueMillis > now));
    }
}
