package io.emailservice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.emailservice.message.EngagementLabel;
import io.emailservice.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UnsubscribeClustersIT {
    private final TestPostgres.Database database = TestPostgres.database();
    private final Vertx vertx = Vertx.vertx();
    private volatile EngagementLabel.Who who = EngagementLabel.Who.HUMAN;
    private Store store;
    private Feedbacks feedbacks;

    @BeforeEach
    void open() {
        store = Answer.of(Store.open(vertx, database.config(), Clock.systemUTC(), StoreMetrics.NONE));
        feedbacks = store.feedbacks((feedback, sentAt) -> new EngagementLabel(who, List.of()), SoftBounces.DEFAULTS);
    }

    @AfterEach
    void close() {
        Answer.of(store.close());
        Answer.of(vertx.close());
    }

    @Test
    void flagsMachinesOnceAndUndoesExactlyWhatTheyDid() {
        unsubscribe("person", 3, 0);
        who = EngagementLabel.Who.MACHINE;
        unsubscribe("robot", 30, 60);
        unsubscribe("straggler", 5, 62);
        database.run("UPDATE suppression SET reason = 'complaint' WHERE address = 'robot-7@inbox.example.com'");
        who = EngagementLabel.Who.HUMAN;
        unsubscribe("later", 2, 300);

        List<UnsubscribeCluster> found = Answer.of(store.unsubscribeClusters().list("default", 10));
        assertThat(found).hasSize(1);
        UnsubscribeCluster cluster = found.get(0);
        assertThat(cluster.unsubscribes()).isEqualTo(35);
        assertThat(cluster.machines()).isEqualTo(35);
        assertThat(cluster.campaign()).isEqualTo("spring");
        assertThat(database.rows("SELECT data ->> 'tenant', data ->> 'machines', subject FROM message_event"
                        + " WHERE type = 'unsubscribe.clustered'"))
                .containsExactly("default|30|" + cluster.id());

        UnsubscribeCluster undone = Answer.of(store.unsubscribeClusters().undo("default", cluster.id(), "ann"))
                .orElseThrow();

        assertThat(undone.lifted()).isEqualTo(34);
        assertThat(undone.undoneBy()).isEqualTo("ann");
        assertThat(suppressed())
                .containsExactlyInAnyOrder(
                        "later-0@inbox.example.com",
                        "later-1@inbox.example.com",
                        "person-0@inbox.example.com",
                        "person-1@inbox.example.com",
                        "person-2@inbox.example.com",
                        "robot-7@inbox.example.com");
        assertThat(database.value("SELECT count(*) FROM message_event WHERE type = 'suppression.removed'"
                        + " AND data ->> 'by' = 'ann'"))
                .isEqualTo("34");
    }

    @Test
    void undoesOnceWhoeverAsksAgain() {
        who = EngagementLabel.Who.MACHINE;
        unsubscribe("robot", 20, 0);
        UUID id = Answer.of(store.unsubscribeClusters().list("default", 10))
                .get(0)
                .id();
        UnsubscribeCluster first = Answer.of(store.unsubscribeClusters().undo("default", id, "ann"))
                .orElseThrow();
        database.run("INSERT INTO suppression (tenant, address, stream, reason, source)"
                + " VALUES ('default', 'robot-1@inbox.example.com', 'bulk', 'unsubscribe', 'by telephone')");

        UnsubscribeCluster second = Answer.of(store.unsubscribeClusters().undo("default", id, "bob"))
                .orElseThrow();

        assertThat(second).isEqualTo(first);
        assertThat(suppressed()).containsExactly("robot-1@inbox.example.com");
        assertThat(Answer.of(store.unsubscribeClusters().undo("other", id, "eve")))
                .isEmpty();
    }

    @Test
    void flagsPeopleOnlyFarAboveTheUsualRate() {
        unsubscribe("few", 49, 0);
        assertThat(Answer.of(store.unsubscribeClusters().list("default", 10))).isEmpty();

        unsubscribe("more", 1, 1);

        assertThat(Answer.of(store.unsubscribeClusters().list("default", 10)))
                .singleElement()
                .matches(cluster -> cluster.unsubscribes() == 50 && cluster.machines() == 0);
    }

    @Test
    void takesABusyDayForTheUsual() {
        for (int hour = 0; hour < 20; hour++) {
            unsubscribe("hour-" + hour, 40, hour * 60);
        }

        unsubscribe("now", 55, 20 * 60);

        assertThat(Answer.of(store.unsubscribeClusters().list("default", 10))).isEmpty();
    }

    private List<String> suppressed() {
        return database.rows("SELECT address FROM suppression ORDER BY 1");
    }

    /** So many recipients at one minute. */
    private void unsubscribe(String name, int times, int minute) {
        List<FeedbackSample> samples = new ArrayList<>();
        List<UUID> ids = new ArrayList<>();
        List<Future<Claim>> claims = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            String recipient = name + "-" + i + "@inbox.example.com";
            UUID id = Sample.id();
            ids.add(id);
            claims.add(store.messages().claim(Sample.of(recipient).to(recipient).message(id)));
            samples.add(FeedbackSample.of("unsubscribed", id, minute));
        }
        assertThat(Answer.all(claims)).allMatch(new Claim.Opened(1)::equals);
        Post post = new Post(Sample.id(), "mailgun", "eu", Instant.now(), "text/plain", FeedbackSample.body(samples));
        assertThat(Answer.of(store.posts().store(post, ids.get(0).toString()))).isEqualTo(Posts.Kept.NEW);
        await().pollInterval(Duration.ofMillis(5)).pollDelay(Duration.ZERO).until(() -> {
            assertThat(Answer.of(feedbacks.work(10, FeedbackSample::read)).posts())
                    .isNotNegative();
            return database.rows("SELECT 1 FROM webhook_post p, webhook_cursor c WHERE (p.tx, p.id) > (c.tx, c.id)")
                    .isEmpty();
        });
    }
}
