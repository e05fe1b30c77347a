package io.emailservice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.emailservice.message.EngagementLabel;
import io.emailservice.message.Feedback;
import io.emailservice.message.MessageState;
import io.emailservice.testing.TestPostgres;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Posts that were read wrongly, and are read again. */
class ReplayIT {
    private static final Labeller LABELLER = (feedback, sentAt) -> new EngagementLabel(
            feedback.key().hashCode() % 2 == 0 ? EngagementLabel.Who.HUMAN : EngagementLabel.Who.MACHINE,
            List.of("test"));
    private static final SoftBounces RULES = new SoftBounces(0, Duration.ofDays(30), Duration.ofDays(7));
    private static final List<String> KINDS = List.of(
            "sent", "deferred", "delivered", "hard", "soft", "spam", "rejected", "complained", "opened", "clicked");
    private static final String ALL_THERE_IS = """
            SELECT 'm', id::text, state, sequence, decided_rank, decided_at, decided_key, failure_class, failure_code FROM message
            UNION ALL SELECT 'f', message_id::text, kind, 0, 0, at, key, recipient, evidence::text FROM message_feedback
            UNION ALL SELECT 'e', message_id::text, kind, times, 0, first_at, NULL, label, last_at::text FROM message_engagement
            UNION ALL SELECT 's', address, reason, 0, 0, created_at, NULL, stream, source FROM suppression
            UNION ALL SELECT 'v', message_id::text, type, sequence, 0, at, id, NULL, data::text FROM message_event
            ORDER BY 1, 2, 3, 4, 6, 7, 8""";

    private static TestPostgres.Database database;
    private static Vertx vertx;
    private static Store store;
    private static Feedbacks feedbacks;
    private static Replay replay;

    @BeforeAll
    static void open() {
        database = TestPostgres.database();
        vertx = Vertx.vertx();
        store = Answer.of(Store.open(vertx, database.config(), Clock.systemUTC(), StoreMetrics.NONE));
        feedbacks = store.feedbacks(LABELLER, RULES);
        replay = store.replay(LABELLER, RULES);
    }

    @AfterAll
    static void close() {
        Answer.of(store.close());
        Answer.of(vertx.close());
    }

    /** What a defect in a reader does. */
    enum Defect {
        TAKES_SOFT_FOR_HARD,
        MISSES_DELIVERIES,
        SEES_COMPLAINTS_IN_OPENS,
        INVENTS_REJECTIONS,
        MISTAKES_THE_TIME,
        READS_NOTHING;

        private String misread(String line) {
            return switch (this) {
                case TAKES_SOFT_FOR_HARD -> line.replace("soft|", "hard|");
                case MISSES_DELIVERIES -> line.startsWith("delivered") ? "" : line;
                case SEES_COMPLAINTS_IN_OPENS -> line.replace("opened|", "complained|");
                case INVENTS_REJECTIONS -> line + "\n" + line.replaceFirst("^[a-z]+", "rejected") + "x";
                case MISTAKES_THE_TIME -> line.replaceFirst("\\|(\\d)\\|([^|]*)$", "|1$1|$2");
                case READS_NOTHING -> "";
            };
        }

        private List<Feedback> read(Post post) {
            String lines = String.join(
                    "\n", post.body().toString().lines().map(this::misread).toList());
            return FeedbackSample.read(new Post(
                    post.id(),
                    post.source(),
                    post.account(),
                    post.receivedAt(),
                    post.contentType(),
                    Buffer.buffer(lines)));
        }
    }

    /** Two worlds with the same history: one was misread and then read again, the other was read rightly at once. */
    @ParameterizedTest
    @EnumSource(Defect.class)
    void endsAsIfItHadBeenReadRightlyAtOnce(Defect defect) {
        Instant start = Instant.now();
        String misread = defect.name().toLowerCase(Locale.ROOT) + "-misread";
        String right = defect.name().toLowerCase(Locale.ROOT) + "-right";
        play(new Random(defect.name().hashCode()), misread, defect::read);
        play(new Random(defect.name().hashCode()), right, FeedbackSample::read);
        assertThat(world(misread)).isNotEqualTo(world(right));
        List<String> before = database.rows(ALL_THERE_IS);

        List<Replay.Page> shown = replay(start, false, FeedbackSample::read);
        assertThat(database.rows(ALL_THERE_IS)).isEqualTo(before);
        List<Replay.Page> applied = replay(start, true, FeedbackSample::read);

        assertThat(world(misread)).containsExactlyElementsOf(world(right));
        assertThat(differences(applied))
                .isNotEmpty()
                .extracting(Replay.Difference::report)
                .isEqualTo(differences(shown).stream()
                        .map(Replay.Difference::report)
                        .toList());
        assertThat(differences(replay(start, true, FeedbackSample::read))).isEmpty();
        gapFree();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void changesNothingWithTheSameReader(long seed) {
        Instant start = Instant.now();
        play(new Random(seed), "same-" + seed, FeedbackSample::read);
        List<String> before = database.rows(ALL_THERE_IS);

        List<Replay.Page> pages = replay(start, true, FeedbackSample::read);

        assertThat(pages.stream().mapToInt(Replay.Page::posts).sum()).isPositive();
        assertThat(differences(pages)).isEmpty();
        assertThat(database.rows(ALL_THERE_IS)).isEqualTo(before);
    }

    @Test
    void putsAStateBackAndTellsIt() {
        Instant start = Instant.now();
        UUID id = sent("back");
        tell(
                Defect.TAKES_SOFT_FOR_HARD::read,
                FeedbackSample.of("delivered", id, 1),
                FeedbackSample.of("opened", id, 2));
        tell(Defect.INVENTS_REJECTIONS::read, FeedbackSample.of("opened", id, 3));
        assertThat(timeline(id).message().state()).isEqualTo(MessageState.REJECTED);

        Replay.Difference difference =
                differences(replay(start, true, FeedbackSample::read)).get(0);

        assertThat(difference.before() + " " + difference.after()).isEqualTo("rejected delivered");
        assertThat(difference.withdrawn()).isEqualTo(1);
        assertThat(timeline(id).message().failure()).isNull();
        assertThat(timeline(id).events()).last().satisfies(event -> {
            assertThat(event.type()).isEqualTo("message.corrected");
            assertThat(event.data())
                    .contains("\"replayed\": true", "\"before\": \"rejected\"", "\"state\": \"delivered\"");
        });
    }

    @Test
    void knowsNothingOfAMessageWhoseOnlyWitnessIsGone() {
        Instant start = Instant.now();
        UUID answered = sent("answered");
        UUID silent = claimed("silent");
        assertThat(Answer.of(store.messages().settle(Sample.to(silent, 1, MessageState.UNCERTAIN))))
                .isTrue();
        tell(
                FeedbackSample::read,
                FeedbackSample.of("delivered", answered, 1),
                FeedbackSample.of("delivered", silent, 1));

        assertThat(differences(replay(start, true, Defect.READS_NOTHING::read))).hasSize(2);

        assertThat(timeline(answered).message().state()).isEqualTo(MessageState.SENT);
        assertThat(timeline(silent).message().state()).isEqualTo(MessageState.UNCERTAIN);
        assertThat(database.value("SELECT string_agg(message_id::text, ' ') FROM message_watch WHERE due_at <= now()"))
                .isEqualTo(silent.toString());
    }

    @Test
    void leavesAloneWhatWeEndedOurselves() {
        Instant start = Instant.now();
        UUID id = claimed("ended");
        assertThat(Answer.of(store.messages().settle(Sample.to(id, 1, MessageState.FAILED))))
                .isTrue();
        tell(Defect.READS_NOTHING::read, FeedbackSample.of("delivered", id, 1));

        Replay.Difference difference =
                differences(replay(start, true, FeedbackSample::read)).get(0);

        assertThat(difference.added()).isEqualTo(1);
        assertThat(difference.after()).isEqualTo("failed");
        assertThat(timeline(id).message().state()).isEqualTo(MessageState.FAILED);
    }

    @Test
    void liftsASuppressionAndSaysSo() {
        Instant start = Instant.now();
        UUID id = sent("wronged");
        tell(Defect.TAKES_SOFT_FOR_HARD::read, FeedbackSample.of("soft", id, 1));
        assertThat(database.rows("SELECT reason FROM suppression WHERE address LIKE 'wronged@%'"))
                .containsExactly("hard_bounce");

        assertThat(differences(replay(start, true, FeedbackSample::read)).get(0).lifted())
                .isEqualTo(1);

        assertThat(database.rows("SELECT 1 FROM suppression WHERE address LIKE 'wronged@%'"))
                .isEmpty();
        assertThat(database.rows("SELECT r.removed_by, e.type FROM suppression_removal r"
                        + " JOIN message_event e ON e.subject = r.address WHERE r.address LIKE 'wronged@%'"))
                .containsExactly("replay|suppression.removed");
    }

    @Test
    void liftsNoSuppressionThatSomebodyElseAskedFor() {
        Instant start = Instant.now();
        UUID id = sent("lifted");
        tell(Defect.TAKES_SOFT_FOR_HARD::read, FeedbackSample.of("soft", id, 1));
        database.run("UPDATE suppression SET source = 'an operator' WHERE address LIKE 'lifted@%'");

        assertThat(differences(replay(start, true, FeedbackSample::read)).get(0).changed())
                .isEqualTo(1);

        assertThat(database.rows("SELECT source FROM suppression WHERE address LIKE 'lifted@%'"))
                .containsExactly("an operator");
    }

    @Test
    void passesOverAPostThatBreaksTheReaderAndGoesOn() {
        Instant start = Instant.now();
        UUID id = sent("breaking");
        tell(Defect.READS_NOTHING::read, FeedbackSample.of("opened", id, 1));
        tell(Defect.READS_NOTHING::read, FeedbackSample.of("failed", id, 2));
        tell(Defect.READS_NOTHING::read, FeedbackSample.of("delivered", id, 3));

        List<Replay.Page> pages = replay(start, true, post -> {
            if (post.body().toString().startsWith("failed")) {
                throw new IllegalArgumentException("a defect");
            }
            return FeedbackSample.read(post);
        });

        assertThat(pages).filteredOn(page -> page.passedOver() != null).hasSize(1);
        assertThat(timeline(id).message().state()).isEqualTo(MessageState.DELIVERED);
    }

    @Test
    void readsOnlyWhatLiesBetweenTwoPosts() {
        Instant start = Instant.now();
        UUID id = sent("between");
        List<UUID> posts = new ArrayList<>();
        for (int minute = 1; minute <= 4; minute++) {
            posts.add(tell(Defect.READS_NOTHING::read, FeedbackSample.of("opened", id, minute)));
        }

        Replay.Span span =
                Replay.Span.of(start, Instant.now()).from(posts.get(1)).to(posts.get(2));
        Replay.Page page = Answer.of(replay.next(span, true, FeedbackSample::read));

        assertThat(page.posts()).isEqualTo(2);
        assertThat(timeline(id).engagement())
                .extracting(Timeline.Engagement::times)
                .satisfies(times -> assertThat(
                                times.stream().mapToInt(Integer::intValue).sum())
                        .isEqualTo(2));
    }

    /** Messages with a history of their own; the worlds differ by the name only. */
    private static void play(Random random, String world, FeedbackReader reader) {
        for (int message = 0; message < 12; message++) {
            UUID id = sent(world + "-" + message);
            FeedbackSample[] history = new FeedbackSample[1 + random.nextInt(5)];
            boolean backwards = random.nextBoolean();
            for (int i = 0; i < history.length; i++) {
                history[i] = FeedbackSample.of(KINDS.get(random.nextInt(KINDS.size())), id, backwards ? 9 - i : i);
            }
            post(history);
            if (random.nextInt(3) == 0) {
                post(history);
            }
        }
        work(reader);
    }

    /** What counts, without what differs between two worlds anyway: ids and the order of events. */
    private static List<String> world(String name) {
        return database.rows("""
                SELECT replace(m.recipient, '%1$s', ''), m.state, m.decided_rank, m.decided_at, m.failure_code,
                  (SELECT string_agg(concat_ws(' ', f.kind, f.at, f.evidence), ',' ORDER BY f.kind, f.at, f.evidence)
                    FROM message_feedback f WHERE f.message_id = m.id),
                  (SELECT string_agg(concat_ws(' ', e.kind, e.first, e.last, e.times), ',' ORDER BY e.kind) FROM (
                    SELECT kind, min(first_at) AS first, max(last_at) AS last, sum(times) AS times
                    FROM message_engagement WHERE message_id = m.id GROUP BY kind) e),
                  (SELECT string_agg(concat_ws(' ', s.stream, s.reason), ',') FROM suppression s
                    WHERE s.address = m.recipient)
                FROM message m WHERE m.recipient LIKE '%1$s-%%' ORDER BY 1""".formatted(name));
    }

    private static void gapFree() {
        assertThat(database.rows("""
                SELECT m.id FROM message m JOIN message_event e ON e.message_id = m.id GROUP BY m.id, m.sequence
                HAVING count(DISTINCT e.sequence) <> m.sequence OR max(e.sequence) <> m.sequence""")).isEmpty();
    }

    private static List<Replay.Page> replay(Instant from, boolean apply, FeedbackReader reader) {
        List<Replay.Page> pages = new ArrayList<>();
        Replay.Span rest = Replay.Span.of(from, Instant.now().plusSeconds(1));
        while (rest != null) {
            Replay.Page page = Answer.of(replay.next(rest, apply, reader));
            pages.add(page);
            rest = page.rest();
        }
        return pages;
    }

    private static List<Replay.Difference> differences(List<Replay.Page> pages) {
        return pages.stream().flatMap(page -> page.differences().stream()).toList();
    }

    private static UUID claimed(String name) {
        UUID id = Sample.id();
        Sample sample = Sample.of(name).to(name + "@inbox.example.com");
        assertThat(Answer.of(store.messages().claim(sample.message(id)))).isEqualTo(new Claim.Opened(1));
        return id;
    }

    private static UUID sent(String name) {
        UUID id = claimed(name);
        assertThat(Answer.of(store.messages().settle(Sample.sent(id, 1)))).isTrue();
        return id;
    }

    @CanIgnoreReturnValue
    private static UUID tell(FeedbackReader reader, FeedbackSample... samples) {
        UUID id = post(samples);
        work(reader);
        return id;
    }

    @CanIgnoreReturnValue
    private static UUID post(FeedbackSample... samples) {
        UUID id = Sample.id();
        Post post = new Post(id, "mailgun", "eu", Instant.now(), "text/plain", FeedbackSample.body(List.of(samples)));
        assertThat(Answer.of(store.posts().store(post, id.toString()))).isEqualTo(Posts.Kept.NEW);
        return id;
    }

    private static void work(FeedbackReader reader) {
        await().pollInterval(Duration.ofMillis(5)).pollDelay(Duration.ZERO).until(() -> {
            assertThat(Answer.of(feedbacks.work(10, reader)).posts()).isNotNegative();
            return database.rows("SELECT 1 FROM webhook_post p, webhook_cursor c WHERE (p.tx, p.id) > (c.tx, c.id)")
                    .isEmpty();
        });
    }

    private static Timeline timeline(UUID id) {
        return Answer.of(store.timelines().of(id)).orElseThrow();
    }
}
