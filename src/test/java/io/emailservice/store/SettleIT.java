package io.emailservice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.MessageState;
import io.emailservice.store.Claim.Existing;
import io.emailservice.store.Claim.Opened;
import io.emailservice.store.Claim.Stopped;
import io.emailservice.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SettleIT {
    private static TestPostgres.Database database;
    private static Vertx vertx;
    private static Store store;
    private static Messages messages;

    @BeforeAll
    static void open() {
        database = TestPostgres.database();
        vertx = Vertx.vertx();
        store = Answer.of(Store.open(vertx, database.config(), Clock.systemUTC(), StoreMetrics.NONE));
        messages = store.messages();
    }

    @AfterAll
    static void close() {
        Answer.of(store.close());
        Answer.of(vertx.close());
    }

    @Test
    void writesStateAndEventTogether() {
        UUID id = claimed("sent");

        assertThat(settle(Sample.sent(id, 1))).isTrue();

        Timeline timeline = timeline(id);
        assertThat(timeline.message().state()).isEqualTo(MessageState.SENT);
        assertThat(timeline.message().providerMessageId()).isEqualTo("provider-" + id);
        assertThat(timeline.events()).extracting(Timeline.Entry::sequence).containsExactly(1, 2);
        assertThat(timeline.events().get(1).type()).isEqualTo("message.sent");
        assertThat(timeline.events().get(1).data()).isEqualTo("{\"attempt\": 1}");
        assertThat(timeline.attempts()).isEmpty();
    }

    @Test
    void keepsEveryAttemptThatWasNotTaken() {
        UUID id = claimed("deferred");

        assertThat(settle(Sample.deferred(id, 1))).isTrue();
        assertThat(timeline(id).message().nextAttemptAt()).isAfter(Instant.now());
        assertThat(reopen(id, 1)).isEqualTo(new Opened(2));
        assertThat(timeline(id).message().nextAttemptAt()).isNull();
        assertThat(settle(Sample.sent(id, 2))).isTrue();

        Timeline timeline = timeline(id);
        assertThat(timeline.message().provider()).isEqualTo("mailgun");
        assertThat(timeline.message().attempt()).isEqualTo(2);
        assertThat(timeline.attempts()).hasSize(1);
        Timeline.EndedAttempt attempt = timeline.attempts().get(0);
        assertThat(attempt.number()).isEqualTo(1);
        assertThat(attempt.outcome()).isEqualTo("deferred");
        assertThat(attempt.failure()).isEqualTo(Sample.BUSY);
        assertThat(attempt.openedAt()).isNotNull();
        assertThat(timeline.events())
                .extracting(Timeline.Entry::type)
                .containsExactly("message.accepted", "message.deferred", "message.sent");
    }

    @Test
    void refusesALateOutcomeOfAnEarlierAttempt() {
        UUID id = claimed("late");
        assertThat(settle(Sample.deferred(id, 1))).isTrue();
        assertThat(reopen(id, 1)).isEqualTo(new Opened(2));

        assertThat(settle(Sample.sent(id, 1))).isFalse();

        assertThat(timeline(id).message().state()).isEqualTo(MessageState.SENDING);
        assertThat(timeline(id).events()).hasSize(2);
    }

    /** Whoever judged the silence may have slept since. */
    @Test
    void silenceCountsOnlyWhileNoPostWaitsForLong() {
        UUID id = claimed("silent");
        assertThat(settle(Sample.to(id, 1, MessageState.UNCERTAIN))).isTrue();
        database.run("INSERT INTO webhook_post (id, received_at, source, content_type, body) SELECT '" + Sample.id()
                + "', now() - interval '4 seconds', 'mailgun', 'application/json', '{}'");

        assertThat(settle(notTaken(id))).isFalse();
        assertThat(settle(Sample.deferred(id, 1))).isTrue();

        UUID later = claimed("silent-later");
        assertThat(settle(Sample.to(later, 1, MessageState.UNCERTAIN))).isTrue();
        database.run("UPDATE webhook_cursor SET tx = p.tx, id = p.id FROM webhook_post p WHERE name = 'feedback'");
        assertThat(Answer.of(messages.silences(later))).isZero();
        assertThat(settle(notTaken(later))).isTrue();
        assertThat(Answer.of(messages.silences(later))).isEqualTo(1);
    }

    private static Transition notTaken(UUID id) {
        Transition deferred = Sample.deferred(id, 1);
        return new Transition(
                id,
                1,
                deferred.to(),
                null,
                null,
                new Failure(FailureClass.UNKNOWN, Failure.NOT_TAKEN, "no record"),
                null,
                deferred.event(),
                "{}");
    }

    @Test
    void refusesToGoBack() {
        UUID id = claimed("back");
        assertThat(settle(Sample.sent(id, 1))).isTrue();

        assertThat(settle(Sample.deferred(id, 1))).isFalse();
        assertThat(settle(Sample.to(id, 1, MessageState.UNCERTAIN))).isFalse();
        assertThat(settle(Sample.to(id, 1, MessageState.CANCELLED))).isFalse();
        assertThat(settle(Sample.sent(Sample.id(), 1))).isFalse();

        assertThat(timeline(id).events()).hasSize(2);
    }

    @Test
    void saysYesToAnOutcomeThatIsThereAlready() {
        UUID id = claimed("again");

        assertThat(List.of(settle(Sample.sent(id, 1)), settle(Sample.sent(id, 1))))
                .containsOnly(true);

        assertThat(timeline(id).events()).hasSize(2);
    }

    @Test
    void recordsAnAnswerThatFeedbackOvertook() {
        UUID id = claimed("overtaken");
        assertThat(settle(Sample.to(id, 1, MessageState.DELIVERED))).isTrue();

        assertThat(settle(Sample.sent(id, 1))).isTrue();

        Timeline timeline = timeline(id);
        assertThat(timeline.message().state()).isEqualTo(MessageState.DELIVERED);
        assertThat(timeline.message().providerMessageId()).isEqualTo("provider-" + id);
        assertThat(timeline.events())
                .extracting(Timeline.Entry::type)
                .containsExactly("message.accepted", "message.delivered", "message.sent");
    }

    @Test
    void opensOneAttemptForManyWhoWantIt() {
        UUID id = claimed("many");
        assertThat(settle(Sample.deferred(id, 1))).isTrue();

        List<Claim> claims = Answer.all(Stream.generate(() -> messages.reopen(new Reopen(id, 1, "ses")))
                .limit(10)
                .toList());

        assertThat(claims).filteredOn(new Opened(2)::equals).hasSize(1);
        assertThat(claims).filteredOn(Existing.class::isInstance).hasSize(9);
    }

    @Test
    void closesAnUncertainAttemptWhenTheNextOneOpens() {
        UUID id = claimed("uncertain");
        assertThat(settle(Sample.to(id, 1, MessageState.UNCERTAIN))).isTrue();
        assertThat(timeline(id).attempts()).isEmpty();

        assertThat(reopen(id, 1)).isEqualTo(new Opened(2));

        assertThat(timeline(id).attempts())
                .extracting(Timeline.EndedAttempt::number, Timeline.EndedAttempt::outcome)
                .containsExactly(tuple(1, "uncertain"));
    }

    @Test
    void aFurtherAttemptIsJudgedAgain() {
        UUID gone = claimed(Sample.of("judged-1").to("later-gone@inbox.example.com"));
        UUID late = claimed("judged-2");
        assertThat(settle(Sample.deferred(gone, 1))).isTrue();
        assertThat(settle(Sample.deferred(late, 1))).isTrue();
        database.run("INSERT INTO suppression (tenant, address, reason, source) VALUES"
                + " ('default', 'later-gone@inbox.example.com', 'complained', 'test')");
        database.run("UPDATE message SET expires_at = now() - interval '1 s' WHERE id = '" + late + "'");

        assertThat(reopen(gone, 1)).isEqualTo(new Stopped(MessageState.SUPPRESSED, "complained"));
        assertThat(reopen(late, 1)).isEqualTo(new Stopped(MessageState.EXPIRED, "expired"));

        assertThat(timeline(gone).message().attempt()).isEqualTo(1);
        assertThat(timeline(gone).events().get(2).data()).isEqualTo("{\"reason\": \"complained\"}");
    }

    @Test
    void aStatementThatRunsTwiceAnswersTwiceTheSame() {
        Pool pool = PgLink.pool(vertx, database.config());
        UUID id = claimed("twice");
        var deferred = List.of(new SettleStatement.Numbered(Sample.deferred(id, 1), Sample.id()));
        var reopened = List.of(new ReopenStatement.Marked(new Reopen(id, 1, "ses"), UUID.randomUUID()));
        var sent = List.of(new SettleStatement.Numbered(Sample.sent(id, 2), Sample.id()));
        var delivered = List.of(new SettleStatement.Numbered(Sample.to(id, 2, MessageState.DELIVERED), Sample.id()));
        SettleStatement settle = new SettleStatement(pool, Clock.systemUTC());
        ReopenStatement reopen = new ReopenStatement(pool, Clock.systemUTC());

        assertThat(twice(() -> settle.run(deferred))).containsOnly(List.of(true));
        assertThat(twice(() -> reopen.run(reopened))).containsOnly(List.of(new Opened(2)));
        assertThat(twice(() -> settle.run(sent))).containsOnly(List.of(true));
        assertThat(twice(() -> settle.run(delivered))).containsOnly(List.of(true));
        assertThat(Answer.of(settle.run(sent))).containsOnly(true);

        assertThat(timeline(id).events()).extracting(Timeline.Entry::sequence).containsExactly(1, 2, 3, 4);
        Answer.of(pool.close());
    }

    @Test
    void sequencesHaveNoGapsWhateverTheNodesDo() {
        List<Store> nodes = Stream.generate(
                        () -> Answer.of(Store.open(vertx, database.config(), Clock.systemUTC(), StoreMetrics.NONE)))
                .limit(3)
                .toList();
        List<UUID> ids =
                IntStream.range(0, 40).mapToObj(i -> claimed("race-" + i)).toList();

        List<Future<Void>> lives = new ArrayList<>();
        for (Store node : nodes) {
            List<UUID> shuffled = new ArrayList<>(ids);
            Collections.shuffle(shuffled);
            shuffled.forEach(id -> lives.add(life(node.messages(), id, 1)));
        }
        assertThat(Answer.all(lives)).hasSize(3 * 40);

        String list = "SELECT message_id, array_agg(e.sequence ORDER BY e.sequence) FROM message_event e"
                + " JOIN message m ON m.id = e.message_id WHERE m.job_id LIKE 'job-race-%' GROUP BY 1";
        assertThat(database.rows("SELECT DISTINCT array_agg FROM (" + list + ") l"))
                .containsExactly("{1,2,3,4,5,6}");
        assertThat(database.rows(
                        "SELECT DISTINCT sequence, attempt, state FROM message WHERE job_id LIKE 'job-race-%'"))
                .containsExactly("6|5|sent");
        nodes.forEach(node -> Answer.of(node.close()));
    }

    /** Defers and reopens until attempt 5 is sent, no matter which steps another node has made already. */
    private static Future<Void> life(Messages node, UUID id, int attempt) {
        if (attempt == 5) {
            return node.settle(Sample.sent(id, 5)).mapEmpty();
        }
        return node.settle(Sample.deferred(id, attempt))
                .compose(done -> node.reopen(new Reopen(id, attempt, "mailgun")))
                .compose(next -> life(node, id, attempt + 1));
    }

    private static <T> List<T> twice(Supplier<Future<T>> run) {
        return List.of(Answer.of(run.get()), Answer.of(run.get()));
    }

    private static UUID claimed(String key) {
        return claimed(Sample.of(key));
    }

    private static UUID claimed(Sample sample) {
        NewMessage message = sample.message();
        assertThat(Answer.of(messages.claim(message))).isEqualTo(new Opened(1));
        return message.id();
    }

    private static boolean settle(Transition transition) {
        return Answer.of(messages.settle(transition));
    }

    private static Claim reopen(UUID id, int expected) {
        return Answer.of(messages.reopen(new Reopen(id, expected, "mailgun")));
    }

    private static Timeline timeline(UUID id) {
        return Answer.of(store.timelines().of(id)).orElseThrow();
    }
}
