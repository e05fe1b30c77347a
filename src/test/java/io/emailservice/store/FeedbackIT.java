package io.emailservice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.emailservice.message.EngagementLabel;
import io.emailservice.message.Feedback;
import io.emailservice.message.MessageState;
import io.emailservice.testing.TestPostgres;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FeedbackIT {
    private static final Labeller LABELLER =
            (feedback, sentAt) -> new EngagementLabel(EngagementLabel.Who.HUMAN, List.of("test"));

    private static TestPostgres.Database database;
    private static Vertx vertx;
    private static Store store;
    private static Pool pool;
    private static Feedbacks feedbacks;

    @BeforeAll
    static void open() {
        database = TestPostgres.database();
        vertx = Vertx.vertx();
        store = Answer.of(Store.open(vertx, database.config(), Clock.systemUTC(), StoreMetrics.NONE));
        pool = PgLink.pool(vertx, database.config());
        feedbacks = store.feedbacks(LABELLER, new SoftBounces(3, Duration.ofDays(30), Duration.ofDays(7)));
    }

    @AfterAll
    static void close() {
        Answer.of(pool.close());
        Answer.of(store.close());
        Answer.of(vertx.close());
    }

    @Test
    void keepsAPostOnceAndSeesAReplayedSignature() {
        assertThat(post("once", Buffer.buffer("a"))).isEqualTo(Posts.Kept.NEW);
        assertThat(post("once", Buffer.buffer("a"))).isEqualTo(Posts.Kept.REPEAT);
        assertThat(post("once", Buffer.buffer("b"))).isEqualTo(Posts.Kept.REPLAYED);
        assertThat(post("once more", Buffer.buffer(new byte[] {0, (byte) 0xff})))
                .isEqualTo(Posts.Kept.NEW);
        work();
    }

    @Test
    void movesAMessageAndWritesItsEventsOnce() {
        UUID id = sent("forward");

        tell(FeedbackSample.of("opened", id, 3), FeedbackSample.of("delivered", id, 2));
        tell(FeedbackSample.of("delivered", id, 2));
        tell(FeedbackSample.of("opened", id, 1), FeedbackSample.of("hard", id, 5));

        Timeline timeline = timeline(id);
        assertThat(timeline.message().state()).isEqualTo(MessageState.BOUNCED);
        assertThat(timeline.message().failure()).hasToString("recipient no_mailbox: gone");
        assertThat(timeline.events())
                .extracting(Timeline.Entry::type)
                .containsExactly(
                        "message.accepted",
                        "message.sent",
                        "message.delivered",
                        "message.opened",
                        "message.opened",
                        "message.bounced");
        assertThat(timeline.events()).extracting(Timeline.Entry::sequence).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(timeline.engagement())
                .containsExactly(new Timeline.Engagement(
                        "opened",
                        "human",
                        FeedbackSample.EPOCH.plusSeconds(60),
                        FeedbackSample.EPOCH.plusSeconds(180),
                        2));
    }

    @Test
    void lowersNothingWhenFeedbackIsFasterThanTheAnswer() {
        UUID id = claimed(Sample.of("early").to("early@inbox.example.com"));

        tell(FeedbackSample.of("sent", id, 1));
        assertThat(timeline(id).message().state()).isEqualTo(MessageState.SENDING);
        tell(FeedbackSample.of("rejected", id, 2));
        assertThat(Answer.of(store.messages().settle(Sample.sent(id, 1)))).isTrue();

        assertThat(timeline(id).message().state()).isEqualTo(MessageState.REJECTED);
        assertThat(timeline(id).message().providerMessageId()).isEqualTo("provider-" + id);
    }

    @Test
    void whatCameDuringTheCallSettlesTheMessageWhenItsAnswerIsLost() {
        UUID id = claimed(Sample.of("kept").to("kept@inbox.example.com"));
        tell(FeedbackSample.of("sent", id, 1));
        assertThat(Answer.of(store.messages().settleByFeedback(id))).isFalse();
        assertThat(Answer.of(store.messages().settle(Sample.to(id, 1, MessageState.UNCERTAIN))))
                .isTrue();

        assertThat(Answer.of(store.messages().settleByFeedback(id))).isTrue();
        assertThat(Answer.of(store.messages().settleByFeedback(id))).isTrue();
        Timeline timeline = timeline(id);
        assertThat(timeline.message().state()).isEqualTo(MessageState.SENT);
        assertThat(timeline.events())
                .extracting(Timeline.Entry::type)
                .containsExactly("message.accepted", "message.uncertain", "message.sent");
        assertThat(timeline.events().get(2).data()).contains("\"settledBy\": \"feedback\"", "\"kind\": \"sent\"");
        assertThat(timeline.taken()).hasSize(1);
    }

    @Test
    void opensNoAttemptOverProofThatOneBeforeWasTaken() {
        UUID id = claimed(Sample.of("proven").to("proven@inbox.example.com"));
        tell(FeedbackSample.of("sent", id, 1));
        assertThat(Answer.of(store.messages().settle(Sample.to(id, 1, MessageState.DEFERRED))))
                .isTrue();

        assertThat(Answer.of(store.messages().reopen(new Reopen(id, 1, "eu"))))
                .isInstanceOfSatisfying(
                        Claim.Existing.class,
                        claim -> assertThat(claim.first().attempt()).isEqualTo(1));
        assertThat(Answer.of(store.messages().settleByFeedback(id))).isTrue();
    }

    @Test
    void aLateAnswerDecidesIfTheMessageWaitsAndIsShownIfItWentOn() {
        UUID waits = claimed(Sample.of("late").to("late@inbox.example.com"));
        assertThat(Answer.of(store.messages().settle(Sample.to(waits, 1, MessageState.DEFERRED))))
                .isTrue();
        keep(new Proof(waits, 1, "eu", "first-id"));
        assertThat(timeline(waits).message().state()).isEqualTo(MessageState.SENT);
        assertThat(timeline(waits).message().providerMessageId()).isEqualTo("first-id");
        assertThat(timeline(waits).events().get(2).data()).contains("\"settledBy\": \"answer\"");

        UUID wentOn = claimed(Sample.of("later").to("later@inbox.example.com"));
        assertThat(Answer.of(store.messages().settle(Sample.to(wentOn, 1, MessageState.DEFERRED))))
                .isTrue();
        assertThat(Answer.of(store.messages().reopen(new Reopen(wentOn, 1, "eu"))))
                .isInstanceOf(Claim.Opened.class);
        assertThat(Answer.of(store.messages().settle(Sample.sent(wentOn, 1)))).isFalse();
        keep(new Proof(wentOn, 1, "eu", "first-id"));
        keep(new Proof(wentOn, 1, "eu", "first-id"));
        assertThat(timeline(wentOn).message().state()).isEqualTo(MessageState.SENDING);
        assertThat(Answer.of(store.messages().settle(Sample.sent(wentOn, 2)))).isTrue();

        Timeline timeline = timeline(wentOn);
        assertThat(timeline.message().providerMessageId()).isEqualTo("provider-" + wentOn);
        assertThat(timeline.taken())
                .singleElement()
                .satisfies(taken -> assertThat(taken.providerMessageId()).isEqualTo("first-id"))
                .satisfies(taken -> assertThat(taken.source()).isEqualTo("late answer"));
    }

    @Test
    void saysUntilWhenPostsHaveBeenRead() {
        UUID id = claimed(Sample.of("unread").to("unread@inbox.example.com"));
        tell(FeedbackSample.of("sent", id, 1));
        assertThat(post("unread", FeedbackSample.body(List.of(FeedbackSample.of("sent", id, 2)))))
                .isEqualTo(Posts.Kept.NEW);
        Instant pinned = Answer.of(store.posts().readUntil());
        assertThat(pinned).isBefore(Instant.now());
        assertThat(Answer.of(store.posts().readUntil())).isEqualTo(pinned);

        work();
        assertThat(Answer.of(store.posts().readUntil())).isAfter(pinned);
    }

    private static void keep(Proof proof) {
        assertThat(Answer.of(store.messages().keepProof(proof).map(true))).isTrue();
    }

    @Test
    void settlesAnUncertainMessage() {
        UUID id = claimed(Sample.of("uncertain").to("uncertain@inbox.example.com"));
        assertThat(Answer.of(store.messages().settle(Sample.to(id, 1, MessageState.UNCERTAIN))))
                .isTrue();

        tell(FeedbackSample.of("delivered", id, 1));

        assertThat(timeline(id).events())
                .extracting(Timeline.Entry::type)
                .containsExactly("message.accepted", "message.uncertain", "message.sent", "message.delivered");
        assertThat(Answer.of(store.messages().reopen(new Reopen(id, 1, "ses"))))
                .isInstanceOfSatisfying(
                        Claim.Existing.class,
                        existing -> assertThat(existing.first().state()).isEqualTo(MessageState.DELIVERED));
    }

    @Test
    void findsTheMessageByTheProvidersId() {
        UUID id = claimed(Sample.of("ses").to("ses@example.com"));
        Transition sent = Sample.sent(id, 1);
        String provider = "0100018c-ses-" + id.toString().substring(0, 8);
        assertThat(Answer.of(store.messages()
                        .settle(new Transition(
                                id, 1, sent.to(), "ses", provider, null, null, sent.event(), sent.eventData()))))
                .isTrue();

        tell(FeedbackSample.of("delivered", id, 1).from(provider).about("ses@example.com"));

        assertThat(timeline(id).message().state()).isEqualTo(MessageState.DELIVERED);
    }

    @Test
    void triesOrphansAgainUntilTheirMessageIsThere() {
        UUID id = Sample.id();
        tell(FeedbackSample.of("delivered", id, 1));
        assertThat(Answer.of(feedbacks.orphans().list(100)))
                .extracting(Orphans.Orphan::messageId)
                .contains(id);

        assertThat(Answer.of(store.messages()
                        .claim(Sample.of("orphan")
                                .to("orphan@inbox.example.com")
                                .message(id))))
                .isEqualTo(new Claim.Opened(1));
        await().untilAsserted(() -> assertThat(Answer.of(feedbacks.orphans().retry(100, FeedbackSample::read))
                        .found())
                .isEqualTo(1));

        assertThat(timeline(id).message().state()).isEqualTo(MessageState.DELIVERED);
        assertThat(Answer.of(feedbacks.orphans().list(100)))
                .extracting(Orphans.Orphan::messageId)
                .doesNotContain(id);
    }

    @Test
    void givesUpAnOrphanThatCannotBeAppliedAndTriesTheOthers() {
        UUID poison = Sample.id();
        UUID good = Sample.id();
        tell(FeedbackSample.of("delivered", poison, 1));
        tell(FeedbackSample.of("delivered", good, 1));
        for (UUID id : List.of(poison, good)) {
            Sample sample = Sample.of("orphan-" + id).to(id + "@inbox.example.com");
            assertThat(Answer.of(store.messages().claim(sample.message(id)))).isEqualTo(new Claim.Opened(1));
        }

        await().until(() -> {
            Orphans.Tried tried = Answer.of(feedbacks.orphans().retry(100, post -> {
                if (post.body().toString().contains(poison.toString())) {
                    throw new IllegalStateException("a defect of the reader");
                }
                return FeedbackSample.read(post);
            }));
            return tried.due() == 0
                    && Answer.of(feedbacks.orphans().list(100)).stream()
                            .noneMatch(orphan -> good.equals(orphan.messageId()));
        });

        assertThat(timeline(good).message().state()).isEqualTo(MessageState.DELIVERED);
        assertThat(Answer.of(feedbacks.orphans().list(100)))
                .filteredOn(orphan -> poison.equals(orphan.messageId()))
                .singleElement()
                .satisfies(orphan -> assertThat(orphan.nextTryAt()).isNull());
    }

    @Test
    void suppressesForWhatTheRecipientIsToBlame() {
        UUID hard = sent(Sample.of("s-hard").to("hard@example.com"));
        UUID spam = sent(Sample.of("s-spam").to("spam@example.com"));
        UUID angry = sent(Sample.of("s-angry").to("angry@example.com"));
        UUID gone = sent(Sample.of("s-gone").to("gone@example.com"));

        tell(
                FeedbackSample.of("hard", hard, 1),
                FeedbackSample.of("spam", spam, 1),
                FeedbackSample.of("unsubscribed", angry, 1),
                FeedbackSample.of("unsubscribed", gone, 1));
        tell(FeedbackSample.of("complained", angry, 2), FeedbackSample.of("hard", angry, 3));

        assertThat(rows("SELECT address, stream, reason FROM suppression WHERE address LIKE '%@example.com'"
                        + " AND address NOT LIKE 'run%' ORDER BY 1, 2"))
                .extracting(row -> row.getString(0), row -> row.getString(1), row -> row.getString(2))
                .contains(
                        tuple("angry@example.com", "*", "complaint"),
                        tuple("angry@example.com", "bulk", "unsubscribe"),
                        tuple("gone@example.com", "bulk", "unsubscribe"),
                        tuple("hard@example.com", "*", "hard_bounce"))
                .doesNotContain(tuple("spam@example.com", "*", "hard_bounce"));
        Claim claim = Answer.of(
                store.messages().claim(Sample.of("again").to("hard@example.com").message()));
        assertThat(claim).isEqualTo(new Claim.Stopped(MessageState.SUPPRESSED, "hard_bounce"));
    }

    @Test
    void suppressesForAWhileAfterARunOfSoftBounces() {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            ids.add(sent(Sample.of("run-" + i).to("run@example.com")));
        }
        String runs = "SELECT expires_at FROM suppression WHERE address = 'run@example.com'";

        tell(FeedbackSample.of("soft", ids.get(0), 1), FeedbackSample.of("soft", ids.get(1), 2));
        tell(FeedbackSample.of("delivered", ids.get(2), 3));
        tell(FeedbackSample.of("soft", ids.get(3), 4), FeedbackSample.of("soft", ids.get(4), 5));
        assertThat(rows(runs)).isEmpty();
        tell(FeedbackSample.of("soft", ids.get(5), 6));

        assertThat(rows(runs)).singleElement().satisfies(row -> assertThat(
                        StoredRows.requiredInstant(row, "expires_at"))
                .isAfter(Instant.now().plus(Duration.ofDays(6))));
    }

    @Test
    void derivesTheStateOfAStepFromItsMessages() {
        UUID first = claimed(Sample.of("step-a").to("step-a@inbox.example.com").step("step-1"));
        UUID second = claimed(Sample.of("step-b").to("step-b@inbox.example.com").step("step-1"));
        assertThat(Answer.of(store.messages().settle(Sample.sent(first, 1)))).isTrue();
        assertThat(Answer.of(store.messages().settle(Sample.sent(second, 1)))).isTrue();
        tell(FeedbackSample.of("delivered", first, 1));
        tell(FeedbackSample.of("delivered", second, 1));
        tell(FeedbackSample.of("hard", second, 2));

        assertThat(rows("SELECT sequence, data->>'before' AS before, data->>'state' AS state FROM message_event"
                        + " WHERE type = 'step.updated' AND subject = 'step-1' ORDER BY sequence"))
                .extracting(row -> row.getInteger(0), row -> row.getString(1), row -> row.getString(2))
                .containsExactly(
                        tuple(1, null, "pending"),
                        tuple(2, "pending", "sent"),
                        tuple(3, "sent", "delivered"),
                        tuple(4, "delivered", "failed"));
    }

    @Test
    void passesOverAPostThatCannotBeApplied() {
        UUID id = sent("poison");
        assertThat(post("poison", Buffer.buffer("delivered|" + id + "|-|-|1|a\0b")))
                .isEqualTo(Posts.Kept.NEW);
        assertThat(post("after", FeedbackSample.body(List.of(FeedbackSample.of("delivered", id, 1)))))
                .isEqualTo(Posts.Kept.NEW);

        await().untilAsserted(
                        () -> assertThat(feedbacks.work(1, FeedbackIT::stumble).toCompletionStage())
                                .failsWithin(Duration.ofSeconds(5)));
        assertThat(Answer.of(feedbacks.skip())).isPresent();
        work();

        assertThat(timeline(id).message().state()).isEqualTo(MessageState.DELIVERED);
    }

    /** What a defect in a reader would look like. */
    private static List<Feedback> stumble(Post post) {
        return FeedbackSample.read(post).stream()
                .map(one -> new Feedback(
                        "a\0b",
                        one.account(),
                        one.kind(),
                        one.rawKind(),
                        one.key(),
                        null,
                        one.messageId(),
                        null,
                        null,
                        one.time(),
                        null,
                        one.signals()))
                .toList();
    }

    private static UUID sent(String key) {
        return sent(Sample.of(key).to(key + "@inbox.example.com"));
    }

    private static UUID sent(Sample sample) {
        UUID id = claimed(sample);
        assertThat(Answer.of(store.messages().settle(Sample.sent(id, 1)))).isTrue();
        return id;
    }

    @Test
    void anotherNodeReadsOnWhenTheOneThatReadIsGone() throws SQLException {
        UUID id = sent("takeover");
        try (Connection other = database.connect();
                Statement reading = other.createStatement()) {
            other.setAutoCommit(false);
            reading.execute("SELECT FROM webhook_cursor FOR UPDATE");
            assertThat(post("takeover", FeedbackSample.body(List.of(FeedbackSample.of("delivered", id, 2)))))
                    .isEqualTo(Posts.Kept.NEW);

            assertThat(Answer.of(feedbacks.work(100, FeedbackSample::read)).posts())
                    .isZero();
        }

        work();
        assertThat(timeline(id).message().state()).isEqualTo(MessageState.DELIVERED);
    }

    private static UUID claimed(Sample sample) {
        UUID id = Sample.id();
        assertThat(Answer.of(store.messages().claim(sample.message(id)))).isEqualTo(new Claim.Opened(1));
        return id;
    }

    private static void tell(FeedbackSample... samples) {
        assertThat(post(UUID.randomUUID().toString(), FeedbackSample.body(List.of(samples))))
                .isEqualTo(Posts.Kept.NEW);
        work();
    }

    private static Posts.Kept post(String key, Buffer body) {
        return Answer.of(
                store.posts().store(new Post(Sample.id(), "mailgun", "eu", Instant.now(), "text/plain", body), key));
    }

    /** Until nothing waits any more: a post shows when all older transactions have ended. */
    private static void work() {
        await().until(() -> {
            assertThat(Answer.of(feedbacks.work(100, FeedbackSample::read)).posts())
                    .isNotNegative();
            return rows("SELECT 1 FROM webhook_post p, webhook_cursor c WHERE (p.tx, p.id) > (c.tx, c.id)")
                    .isEmpty();
        });
    }

    private static Timeline timeline(UUID id) {
        return Answer.of(store.timelines().of(id)).orElseThrow();
    }

    private static List<Row> rows(String sql) {
        List<Row> rows = new ArrayList<>();
        Answer.of(pool.query(sql).execute()).forEach(rows::add);
        return rows;
    }
}
