package io.emailservice.queue;

import static org.awaitility.Awaitility.await;

import io.emailservice.testing.TestRedis;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A Redis per class and an empty queue per test. */
abstract class OverRedis {
    static TestRedis redis;
    QueueFixture queue;

    @BeforeAll
    static void startRedis() {
        redis = new TestRedis();
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @BeforeEach
    void open() {
        redis.clear();
        use(fixture());
    }

    /** What each test begins with. */
    QueueFixture fixture() {
        return new QueueFixture(redis);
    }

    @AfterEach
    void close() {
        queue.close();
    }

    /** Takes another queue instead, for settings of its own. */
    void reopen(QueueFixture other) {
        queue.close();
        use(other);
    }

    private void use(QueueFixture fixture) {
        queue = fixture;
        await().until(fixture.link::isUp);
    }
}
