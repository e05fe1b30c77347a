package io.emailservice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailservice.message.Content;
import io.emailservice.message.MessageState;
import io.emailservice.message.Stream;
import io.emailservice.store.Claim.Existing;
import io.emailservice.store.Claim.Opened;
import io.emailservice.store.Claim.Stopped;
import io.emailservice.store.Claim.Stored;
import io.emailservice.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MessagesIT {
    private static TestPostgres.Database database;
    private static Vertx vertx;
    private static Store store;

    @BeforeAll
    static void open() {
        database = TestPostgres.database();
        vertx = Vertx.vertx();
        store = Answer.of(Store.open(vertx, database.config(), Clock.systemUTC(), StoreMetrics.NONE));
    }

    @AfterAll
    static void close() {
        Answer.of(store.close());
        Answer.of(vertx.close());
    }

    @Test
    void storesANewMessageWithItsOpenAttempt() {
        NewMessage message = Sample.of("fresh").message();

        assertThat(claim(message)).isEqualTo(new Opened(1));

        StoredMessage stored = stored(message.id());
        assertThat(stored.state()).isEqualTo(MessageState.SENDING);
        assertThat(stored.attempt()).isEqualTo(1);
        assertThat(stored.provider()).isEqualTo("mailgun");
        assertThat(stored.recipient()).isEqualTo("ann@inbox.example.com");
        assertThat(stored.queue()).isEqualTo("email-bulk");
        assertThat(stored.jobId()).isEqualTo("job-fresh");
        assertThat(stored.attemptAt()).isEqualTo(stored.createdAt());
        assertThat(stored.document()).contains("\"idempotencyKey\": \"fresh\"");
        assertThat(events(message.id())).containsExactly("1|message.accepted|null");
    }

    @Test
    void answersATakenKeyWithTheFirstMessage() {
        NewMessage first = Sample.of("taken").message();
        assertThat(claim(first)).isEqualTo(new Opened(1));

        Existing same = (Existing) claim(Sample.of("taken").message());
        Existing other = (Existing) claim(
                Sample.of("taken").saying(new Content("Other", null, "Other")).message());

        assertThat(same.first().id()).isEqualTo(first.id());
        assertThat(same.sameRequest()).isTrue();
        assertThat(other.first().id()).isEqualTo(first.id());
        assertThat(other.sameRequest()).isFalse();
    }

    @Test
    void letsOneOfManyTwinsInABatchThrough() {
        List<Future<Claim>> twins = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            twins.add(store.messages().claim(Sample.of("twin").message()));
        }

        List<Claim> claims = Answer.all(twins);

        assertThat(claims).filteredOn(Opened.class::isInstance).hasSize(1);
        assertThat(claims).filteredOn(Existing.class::isInstance).hasSize(19);
        assertThat(database.value("SELECT count(*) FROM message WHERE job_id = 'job-twin'"))
                .isEqualTo("1");
    }

    @Test
    void answersARepeatedClaimOfTheSameIdAsTheFirstTime() {
        NewMessage sending = Sample.of("repeated").message();
        NewMessage waiting = Sample.of("repeated-waiting").waiting().message();

        assertThat(List.of(claim(sending), claim(sending))).containsOnly(new Opened(1));
        assertThat(List.of(claim(waiting), claim(waiting))).containsOnly(new Stored(MessageState.QUEUED));
        assertThat(events(sending.id())).hasSize(1);
    }

    @Test
    void stopsASuppressedRecipient() {
        database.run("INSERT INTO suppression (tenant, address, reason, source) VALUES"
                + " ('default', 'gone@inbox.example.com', 'bounced', 'test')");
        NewMessage message =
                Sample.of("suppressed").to("Gone@Inbox.example.com").message();

        assertThat(claim(message)).isEqualTo(new Stopped(MessageState.SUPPRESSED, "bounced"));
        assertThat(claim(message)).isEqualTo(new Stopped(MessageState.SUPPRESSED, "bounced"));

        assertThat(stored(message.id()).attempt()).isZero();
        assertThat(stored(message.id()).provider()).isNull();
        assertThat(events(message.id()))
                .containsExactly("1|message.accepted|null", "2|message.suppressed|{\"reason\": \"bounced\"}");
    }

    @Test
    void suppressesOnlyTheStreamAndTimeThatTheEntryNames() {
        database.run("INSERT INTO suppression (tenant, address, stream, reason, source, expires_at) VALUES"
                + " ('default', 'picky@inbox.example.com', 'bulk', 'unsubscribed', 'test', NULL),"
                + " ('default', 'back@inbox.example.com', '*', 'bounced', 'test', now() - interval '1 s'),"
                + " ('other', 'elsewhere@inbox.example.com', '*', 'bounced', 'test', NULL)");

        assertThat(claim(Sample.of("p1").to("picky@inbox.example.com").message()))
                .isEqualTo(new Stopped(MessageState.SUPPRESSED, "unsubscribed"));
        assertThat(claim(Sample.of("p2")
                        .to("picky@inbox.example.com")
                        .on(Stream.TRANSACTIONAL)
                        .message()))
                .isEqualTo(new Opened(1));
        assertThat(claim(Sample.of("p3").to("back@inbox.example.com").message()))
                .isEqualTo(new Opened(1));
        assertThat(claim(Sample.of("p4").to("elsewhere@inbox.example.com").message()))
                .isEqualTo(new Opened(1));
    }

    @Test
    void stopsAnExpiredMessage() {
        NewMessage message =
                Sample.of("expired").until(Instant.now().minusSeconds(1)).message();

        assertThat(claim(message)).isEqualTo(new Stopped(MessageState.EXPIRED, "expired"));

        assertThat(events(message.id()))
                .containsExactly("1|message.accepted|null", "2|message.expired|{\"reason\": \"expired\"}");
    }

    @Test
    void storesAMessageThatEndedBeforeAnyAttempt() {
        Opening ended = new Opening.Ended(MessageState.FAILED, Sample.BROKEN);
        NewMessage message = Sample.of("ended").opening(ended).message();

        assertThat(claim(message)).isEqualTo(new Stored(MessageState.FAILED));

        assertThat(stored(message.id()).failure()).isEqualTo(Sample.BROKEN);
        assertThat(events(message.id()))
                .containsExactly(
                        "1|message.accepted|null",
                        "2|message.failed|{\"code\": \"missing_variable\", \"class\": \"content\","
                                + " \"reason\": \"firstName is missing\"}");
    }

    @Test
    void aNewerMessageCancelsTheWaitingOnesOfItsCollapseKey() {
        NewMessage first = Sample.of("c1").collapsing("reset-7").waiting().message();
        NewMessage second = Sample.of("c2").collapsing("reset-7").waiting().message();
        NewMessage other = Sample.of("c3").collapsing("reset-8").waiting().message();
        NewMessage third = Sample.of("c4").collapsing("reset-7").message();

        List<Claim> claims = Answer.all(List.of(
                store.messages().claim(first),
                store.messages().claim(second),
                store.messages().claim(other),
                store.messages().claim(third)));

        assertThat(claims.get(3)).isEqualTo(new Opened(1));
        assertThat(List.of(first, second, other, third).stream()
                        .map(message -> stored(message.id()).state()))
                .containsExactly(
                        MessageState.CANCELLED, MessageState.CANCELLED, MessageState.QUEUED, MessageState.SENDING);
        assertThat(events(first.id()))
                .containsExactly(
                        "1|message.accepted|null",
                        "2|message.cancelled|{\"by\": \"" + second.id() + "\", \"reason\": \"collapsed\"}");
    }

    @Test
    void keepsInlineContentOnce() {
        Content content = new Content("Once {{a}}", null, "text of it");
        NewMessage one = Sample.of("k1").saying(content).message();
        NewMessage two = Sample.of("k2").saying(content).message();
        NewMessage none = Sample.of("k3").saying(null).message();
        List.of(one, two, none).forEach(message -> assertThat(claim(message)).isEqualTo(new Opened(1)));

        assertThat(Answer.of(store.messages().content(stored(one.id())))).contains(content);
        assertThat(Answer.of(store.messages().content(stored(two.id())))).contains(content);
        assertThat(Answer.of(store.messages().content(stored(none.id())))).isEmpty();
        assertThat(database.value("SELECT count(*) FROM content WHERE subject = 'Once {{a}}'"))
                .isEqualTo("1");
    }

    @Test
    void aBadRowFailsAlone() {
        Content bad = new Content("Hello", null, "text");
        List<Future<Claim>> claims = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            NewMessage message = Sample.of("bad-" + i).saying(bad).message();
            NewMessage unstorable = new NewMessage(
                    message.id(), message.submission(), "queue\u0000", message.jobId(), message.opening());
            claims.add(store.messages().claim(i == 17 ? unstorable : message));
        }

        assertThatThrownBy(() -> Answer.of(claims.get(17)))
                .isInstanceOfSatisfying(StoreException.class, refused -> assertThat(refused.reason())
                        .isEqualTo(StoreException.Reason.REFUSED));
        claims.remove(17);
        assertThat(Answer.all(claims)).containsOnly(new Opened(1));
    }

    @Test
    void findsByKeyAndById() {
        NewMessage message = Sample.of("found").message();
        assertThat(claim(message)).isEqualTo(new Opened(1));

        assertThat(Answer.of(store.messages().find("default", "found")).orElseThrow())
                .isEqualTo(stored(message.id()));
        assertThat(Answer.of(store.messages().find("other", "found"))).isEmpty();
        assertThat(Answer.of(store.messages().byId(UUID.randomUUID()))).isEmpty();
    }

    private static Claim claim(NewMessage message) {
        return Answer.of(store.messages().claim(message));
    }

    private static StoredMessage stored(UUID id) {
        return Answer.of(store.messages().byId(id)).orElseThrow();
    }

    private static List<String> events(UUID id) {
        return database.rows(
                "SELECT sequence, type, data FROM message_event WHERE message_id = '" + id + "' ORDER BY sequence");
    }
}
