package io.emailservice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.testing.TestPostgres;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MessageWatchIT {
    private static final Duration LONG = Duration.ofHours(1);
    private static final UUID START = new UUID(0, 0);
    private static final UUID END = new UUID(-1, -1);

    private static TestPostgres.Database database;
    private static Vertx vertx;
    private static Store store;
    private static MessageWatch watch;

    @BeforeAll
    static void open() {
        database = TestPostgres.database();
        vertx = Vertx.vertx();
        store = Answer.of(Store.open(vertx, database.config(), Clock.systemUTC(), StoreMetrics.NONE));
        watch = store.messageWatch();
    }

    @AfterAll
    static void close() {
        Answer.of(store.close());
        Answer.of(vertx.close());
    }

    @Test
    void anotherNodeSweepsOnWhereTheOneThatIsGoneStopped() {
        UUID gone = UUID.randomUUID();
        UUID next = UUID.randomUUID();
        UUID first = waiting("first");
        assertThat(Answer.of(watch.lead(gone, LONG))).contains(START);
        assertThat(Answer.of(watch.lead(next, LONG))).isEmpty();
        assertThat(walk(gone, START).last()).isEqualTo(first);

        // Nobody renews the lease of a node that died.
        database.run("UPDATE sweep SET until = clock_timestamp()");
        assertThat(Answer.of(watch.lead(next, LONG))).contains(first);
        assertThat(Answer.of(watch.lead(gone, LONG))).isEmpty();

        UUID second = waiting("second");
        assertThat(walk(gone, first).last()).isEqualTo(second);
        assertThat(database.value("SELECT id FROM sweep"))
                .as("one that only slept moves nothing any more")
                .isEqualTo(first.toString());
        assertThat(walk(next, first).last()).isEqualTo(second);
        assertThat(database.value("SELECT id FROM sweep")).isEqualTo(second.toString());
        assertThat(database.value("SELECT count(*) FROM message_watch")).isEqualTo("2");

        Answer.of(watch.release(next));
        assertThat(Answer.of(watch.lead(gone, LONG))).contains(second);
    }

    private static MessageWatch.Walked walk(UUID node, UUID from) {
        return Answer.of(watch.walk(node, from, END, 100, Duration.ZERO, Duration.ZERO));
    }

    private static UUID waiting(String key) {
        NewMessage message = Sample.of(key).waiting().message();
        assertThat(Answer.of(store.messages().claim(message))).isInstanceOf(Claim.Stored.class);
        return message.id();
    }
}
