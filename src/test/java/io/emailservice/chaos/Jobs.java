package io.emailservice.chaos;

import io.emailservice.testing.TestRedis;
import java.util.List;

/** What is left of the jobs in Redis. */
final class Jobs {
    private static final List<String> QUEUES = List.of(Requests.TRANSACTIONAL, Requests.BULK);

    private Jobs() {}

    /** Jobs that wait for a worker or are with one. */
    static long waiting(TestRedis redis) {
        return QUEUES.stream()
                .mapToLong(queue -> redis.number("LLEN bull:" + queue + ":active")
                        + redis.number("LLEN bull:" + queue + ":wait")
                        + redis.number("ZCARD bull:" + queue + ":prioritized"))
                .sum();
    }

    /** Jobs that wait for their time. */
    static long delayed(TestRedis redis) {
        return QUEUES.stream()
                .mapToLong(queue -> redis.number("ZCARD bull:" + queue + ":delayed"))
                .sum();
    }
}
