package io.emailservice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.emailservice.message.DeadLetterSearch;
import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.MessageState;
import io.emailservice.testing.TestPostgres;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DeadLettersIT {
    private static final Failure MALFORMED = new Failure(FailureClass.CONTENT, "malformed_request", "/to is required");
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
    void turnsPagesOverMessagesAndRefusedJobsTheNewestFirst() {
        Instant since = Instant.now();
        UUID first = failed("page-1");
        refused("job-of-pages", "{}");
        UUID second = failed("page-2");
        assertThat(Answer.of(store.messages().claim(Sample.of("page-alive").message())))
                .isInstanceOf(Claim.Opened.class);

        DeadLetters.Page newest = page(search(since, null, 2));
        DeadLetters.Page rest = page(search(since, newest.next(), 2));

        assertThat(newest.letters()).extracting(DeadLetter::jobId).containsExactly("job-page-2", "job-of-pages");
        assertThat(newest.letters().get(0).id()).isEqualTo(second);
        assertThat(rest.letters()).extracting(DeadLetter::id).containsExactly(first);
        assertThat(rest.next()).isNull();
        assertThat(page(search(Instant.now().plusSeconds(60), null, 2)).letters())
                .isEmpty();
    }

    @Test
    void findsByTenantCampaignClassCodeAndText() {
        Instant since = Instant.now();
        UUID id = failed("filter");
        refused("job-of-filters", "{}");

        assertThat(found(since, "default", "spring", FailureClass.CONTENT, "missing_variable", "firstName"))
                .containsExactly(id);
        assertThat(found(since, "other", null, null, null, null)).isEmpty();
        assertThat(found(since, null, "autumn", null, null, null)).isEmpty();
        assertThat(found(since, null, null, FailureClass.RECIPIENT, null, null)).isEmpty();
        assertThat(found(since, null, null, null, "missing", null)).isEmpty();
        assertThat(found(since, null, null, FailureClass.CONTENT, null, null)).hasSize(2);
        assertThat(found(since, null, null, null, null, "lastName")).isEmpty();
    }

    @Test
    void showsAMessageOnceHoweverOftenItIsToldToHaveFailed() {
        Instant since = Instant.now();
        UUID id = failed("twice");
        DeadLetter before = page(search(since, null, 10)).letters().get(0);
        database.run("INSERT INTO message_event (id, message_id, at, sequence, type) VALUES ('" + Sample.id() + "', '"
                + id + "', now(), 3, 'message.failed')");

        assertThat(page(search(since, null, 10)).letters()).containsExactly(before);
        assertThat(Answer.of(store.deadLetters().one(id))).contains(before);
    }

    @Test
    void keepsALineageOnceAndTellsItOnTheMessage() {
        UUID id = failed("lineage");
        UUID made = Sample.id();

        assertThat(Answer.of(store.redrives().add(id, made, "fixed", "ann"))).isTrue();
        assertThat(Answer.of(store.redrives().add(id, Sample.id(), "again", "ben")))
                .isFalse();

        assertThat(Answer.of(store.deadLetters().one(id)).orElseThrow().redrivenAs())
                .isEqualTo(made);
        Timeline timeline = Answer.of(store.timelines().of(id)).orElseThrow();
        assertThat(timeline.events())
                .extracting(Timeline.Entry::sequence, Timeline.Entry::type)
                .endsWith(tuple(3, "message.redriven"));
        assertThat(timeline.events().get(2).data()).contains(made.toString(), "fixed", "ann");
        assertThat(database.value("SELECT sequence FROM message WHERE id = '" + id + "'"))
                .isEqualTo("3");
    }

    @Test
    void keepsTheBeginningOfALongPayload() {
        UUID id = refused("long", "x".repeat(RefusedJobs.MOST_KEPT + 1));

        RefusedJobs.Payload payload = Answer.of(store.refusedJobs().payload(id)).orElseThrow();
        assertThat(payload.isWhole()).isFalse();
        assertThat(payload.kept().length()).isEqualTo(RefusedJobs.MOST_KEPT);
        assertThat(Answer.of(store.refusedJobs().payload(refused("short", "\0{")))
                        .orElseThrow())
                .isEqualTo(new RefusedJobs.Payload(Buffer.buffer("\0{"), 2));
    }

    /** Or every page would read the whole log. */
    @Test
    void readsTheLogByItsOwnIndex() throws SQLException {
        String query = "SELECT id FROM message_event WHERE type IN ('message.failed', 'message.rejected') AND id < '"
                + Sample.id() + "' ORDER BY id DESC LIMIT 10";
        List<String> plan = new ArrayList<>();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            // With a handful of rows everything else is cheaper.
            statement.execute("SET enable_seqscan = off; SET enable_bitmapscan = off");
            ResultSet rows = statement.executeQuery("EXPLAIN " + query);
            while (rows.next()) {
                plan.add(rows.getString(1));
            }
        }

        assertThat(String.join("\n", plan)).doesNotContain("Sort", "Filter");
    }

    private static UUID failed(String key) {
        Opening broken = new Opening.Ended(MessageState.FAILED, Sample.BROKEN);
        NewMessage message = Sample.of(key).opening(broken).message();
        assertThat(Answer.of(store.messages().claim(message))).isNotNull();
        return message.id();
    }

    @CanIgnoreReturnValue
    private static UUID refused(String job, String payload) {
        assertThat(Answer.of(store.refusedJobs()
                        .add("email", job, MALFORMED, Buffer.buffer(payload))
                        .map(true)))
                .isTrue();
        return UUID.fromString(database.value("SELECT id FROM refused_job WHERE job_id = '" + job + "'"));
    }

    private static DeadLetterSearch search(Instant since, @Nullable UUID before, int limit) {
        return new DeadLetterSearch(null, null, null, null, null, since, null, before, limit);
    }

    private static List<UUID> found(
            Instant since,
            @Nullable String tenant,
            @Nullable String campaign,
            @Nullable FailureClass kind,
            @Nullable String code,
            @Nullable String text) {
        List<UUID> ids = new ArrayList<>();
        page(new DeadLetterSearch(tenant, campaign, kind, code, text, since, null, null, 10))
                .letters()
                .forEach(letter -> ids.add(letter.id()));
        return ids;
    }

    private static DeadLetters.Page page(DeadLetterSearch search) {
        return Answer.of(store.deadLetters().page(search));
    }
}
