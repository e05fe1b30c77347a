package io.emailservice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.Suppression;
import io.emailservice.message.SuppressionReason;
import io.emailservice.message.SuppressionRemoval;
import io.emailservice.message.SuppressionSearch;
import io.emailservice.testing.TestClock;
import io.emailservice.testing.TestPostgres;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SuppressionsIT {
    private static TestPostgres.Database database;
    private static Vertx vertx;
    private static TestClock clock;
    private static Store store;
    private static Suppressions suppressions;

    @BeforeAll
    static void open() {
        database = TestPostgres.database();
        vertx = Vertx.vertx();
        clock = TestClock.create();
        store = Answer.of(Store.open(vertx, database.config(), clock, StoreMetrics.NONE));
        suppressions = store.suppressions();
    }

    @AfterAll
    static void close() {
        Answer.of(store.close());
        Answer.of(vertx.close());
    }

    @Test
    void addsOnlyWhatIsNew() {
        assertThat(add("new", one("a@x.example", SuppressionReason.MANUAL, null)))
                .isEqualTo(1);
        assertThat(add(
                        "new",
                        one("b@x.example", SuppressionReason.MANUAL, null),
                        one("a@x.example", SuppressionReason.SOFT_BOUNCES, null),
                        one("b@x.example", SuppressionReason.MANUAL, null)))
                .isEqualTo(1);
        assertThat(all("new"))
                .containsExactly(
                        one("a@x.example", SuppressionReason.MANUAL, null),
                        one("b@x.example", SuppressionReason.MANUAL, null));
    }

    @Test
    void keepsTheGraverReasonAndTheLongerTime() {
        Instant soon = clock.instant().plus(Duration.ofDays(1));
        Instant later = clock.instant().plus(Duration.ofDays(9));

        assertThat(add("grave", one("a@x.example", SuppressionReason.MANUAL, later)))
                .isEqualTo(1);
        assertThat(add("grave", one("a@x.example", SuppressionReason.COMPLAINT, soon)))
                .isEqualTo(1);
        assertThat(all("grave")).containsExactly(one("a@x.example", SuppressionReason.COMPLAINT, later));
        assertThat(add("grave", one("a@x.example", SuppressionReason.MANUAL, null)))
                .isEqualTo(1);
        assertThat(add("grave", one("a@x.example", SuppressionReason.HARD_BOUNCE, null)))
                .isZero();
        assertThat(all("grave")).containsExactly(one("a@x.example", SuppressionReason.COMPLAINT, null));
    }

    @Test
    void judgesRowsOfOneBatchAsIfTheyCameInTurn() {
        Instant end = clock.instant().plus(Duration.ofDays(1));

        assertThat(add(
                        "batch",
                        one("a@x.example", SuppressionReason.MANUAL, null),
                        one("a@x.example", SuppressionReason.HARD_BOUNCE, end)))
                .isEqualTo(1);
        assertThat(all("batch")).containsExactly(one("a@x.example", SuppressionReason.HARD_BOUNCE, null));
    }

    @Test
    void whatHasEndedCountsAsAbsent() {
        Instant end = clock.instant().plus(Duration.ofHours(1));
        assertThat(add("ended", one("a@x.example", SuppressionReason.COMPLAINT, end)))
                .isEqualTo(1);
        clock.advance(Duration.ofHours(2));

        assertThat(all("ended")).isEmpty();
        assertThat(remove("ended", "a@x.example", true)).isEqualTo(SuppressionRemoval.Answer.ABSENT);
        assertThat(add("ended", one("a@x.example", SuppressionReason.MANUAL, null)))
                .isEqualTo(1);
        assertThat(all("ended")).containsExactly(one("a@x.example", SuppressionReason.MANUAL, null));
    }

    @Test
    void goesThroughAllInPages() {
        List<Suppression> many = IntStream.range(0, 250)
                .mapToObj(i -> one(
                        "a" + i + "@x.example",
                        i % 10 == 0 ? SuppressionReason.COMPLAINT : SuppressionReason.MANUAL,
                        null))
                .toList();
        assertThat(Answer.of(suppressions.add("pages", many))).isEqualTo(250);

        assertThat(pages(new SuppressionSearch("pages", null, null, null, null, 100)))
                .hasSize(250)
                .doesNotHaveDuplicates();
        assertThat(pages(new SuppressionSearch("pages", null, null, SuppressionReason.COMPLAINT, null, 10)))
                .hasSize(25);
        assertThat(pages(new SuppressionSearch("pages", "a7@x.example", "*", null, null, 10)))
                .hasSize(1);
        assertThat(pages(new SuppressionSearch("pages", null, "bulk", null, null, 10)))
                .isEmpty();
    }

    @Test
    void aStickyOneNeedsForce() {
        assertThat(add("sticky", one("a@x.example", SuppressionReason.COMPLAINT, null)))
                .isEqualTo(1);

        assertThat(remove("sticky", "a@x.example", false)).isEqualTo(SuppressionRemoval.Answer.STICKY);
        assertThat(all("sticky")).hasSize(1);
        assertThat(remove("sticky", "a@x.example", true)).isEqualTo(SuppressionRemoval.Answer.REMOVED);
        assertThat(remove("sticky", "a@x.example", true)).isEqualTo(SuppressionRemoval.Answer.ABSENT);
        assertThat(all("sticky")).isEmpty();
    }

    @Test
    void aRemovalIsAnEvent() {
        assertThat(add("audit", one("a@x.example", SuppressionReason.HARD_BOUNCE, null)))
                .isEqualTo(1);
        assertThat(remove("audit", "a@x.example", true)).isEqualTo(SuppressionRemoval.Answer.REMOVED);

        assertThat(database.rows("SELECT type, data ->> 'address', data ->> 'reason', data ->> 'by', data ->> 'forced'"
                        + " FROM message_event WHERE data ->> 'tenant' = 'audit'"))
                .containsExactly("suppression.removed|a@x.example|hard_bounce|key|true");
    }

    @Test
    void keepsTenantsApart() {
        assertThat(add("mine", one("a@x.example", SuppressionReason.MANUAL, null)))
                .isEqualTo(1);

        assertThat(all("theirs")).isEmpty();
        assertThat(remove("theirs", "a@x.example", true)).isEqualTo(SuppressionRemoval.Answer.ABSENT);
        assertThat(add("theirs", one("a@x.example", SuppressionReason.MANUAL, null)))
                .isEqualTo(1);
    }

    @Test
    void twoThatAddTheSameDoNotWaitForEachOther() {
        List<Suppression> up = IntStream.range(0, 500)
                .mapToObj(i -> one("a" + i + "@x.example", SuppressionReason.MANUAL, null))
                .toList();
        List<Suppression> down = new ArrayList<>(up);
        Collections.reverse(down);
        List<Future<Integer>> all = IntStream.range(0, 8)
                .mapToObj(i -> suppressions.add("race", i % 2 == 0 ? up : down))
                .toList();

        assertThat(Answer.all(all).stream().mapToInt(Integer::intValue).sum()).isEqualTo(500);
    }

    @Test
    void aRowMovesInTheOrderOfChangesOnlyWhenItSaysMore() {
        assertThat(add("order", one("a@x.example", SuppressionReason.MANUAL, null)))
                .isEqualTo(1);
        String first = tx("order");
        assertThat(add("order", one("a@x.example", SuppressionReason.MANUAL, null)))
                .isZero();
        assertThat(tx("order")).isEqualTo(first);
        assertThat(add("order", one("a@x.example", SuppressionReason.COMPLAINT, null)))
                .isEqualTo(1);
        assertThat(tx("order")).isNotEqualTo(first);
    }

    @Test
    void dropsWhatEndedLongAgo() {
        assertThat(add(
                        "old",
                        one(
                                "a@x.example",
                                SuppressionReason.MANUAL,
                                clock.instant().plusSeconds(60))))
                .isEqualTo(1);
        assertThat(add("old", one("b@x.example", SuppressionReason.MANUAL, null)))
                .isEqualTo(1);
        clock.advance(Duration.ofDays(2));

        Answer.of(suppressions.drop());

        assertThat(database.rows("SELECT address FROM suppression WHERE tenant = 'old'"))
                .containsExactly("b@x.example");
    }

    private static String tx(String tenant) {
        return database.value("SELECT tx FROM suppression WHERE tenant = '" + tenant + "'");
    }

    private static Suppression one(String address, SuppressionReason reason, @Nullable Instant end) {
        return new Suppression(address, "*", reason, "test", Instant.EPOCH, end);
    }

    private static int add(String tenant, Suppression... some) {
        return Answer.of(suppressions.add(tenant, List.of(some)));
    }

    private static SuppressionRemoval.Answer remove(String tenant, String address, boolean force) {
        return Answer.of(suppressions.remove(new SuppressionRemoval(tenant, address, "*", "key", force)));
    }

    private static List<Suppression> all(String tenant) {
        return pages(new SuppressionSearch(tenant, null, null, null, null, 100));
    }

    private static List<Suppression> pages(SuppressionSearch search) {
        List<Suppression> found = new ArrayList<>();
        SuppressionSearch next = search;
        while (true) {
            List<Suppression> page = Answer.of(suppressions.page(next));
            found.addAll(page);
            if (page.size() < search.limit()) {
                return found;
            }
            next = next.after(SuppressionSearch.Place.of(page.get(page.size() - 1)));
        }
    }
}
