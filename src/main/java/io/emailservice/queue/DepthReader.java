package io.emailservice.queue;

import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.List;

/** Counts the jobs of a queue, for metrics; one cheap call, callable from any context. */
public final class DepthReader {
    private final QueueSetup setup;
    private final RedisLink link;

    public DepthReader(QueueSetup setup, RedisLink link) {
        this.setup = setup;
        this.link = link;
    }

    /** The queue's depth now; fails with {@link RedisAway} if Redis doesn't answer. */
    public Future<QueueDepth> read(String queue) {
        return link.run(Script.DEPTH, queue, List.of()).map(this::depth);
    }

    private QueueDepth depth(Response counts) {
        String made = String.valueOf(counts.get(6));
        long age = made.isEmpty() ? 0 : Math.max(0, setup.clock().millis() - Long.parseLong(made));
        return new QueueDepth(
                counts.get(0).toLong(),
                counts.get(1).toLong(),
                counts.get(2).toLong(),
                counts.get(3).toLong(),
                counts.get(4).toLong(),
                counts.get(5).toLong(),
                age);
    }
}
