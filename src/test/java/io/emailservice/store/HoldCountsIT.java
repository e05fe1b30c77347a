package io.emailservice.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.Hold;
import io.emailservice.message.HoldScope;
import io.emailservice.message.MessageState;
import io.emailservice.testing.TestPostgres;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Three messages, each in another state, counted from every side. */
class HoldCountsIT {
    private static TestPostgres.Database database;
    private static Vertx vertx;
    private static Store store;

    @BeforeAll
    static void open() {
        database = TestPostgres.database();
        vertx = Vertx.vertx();
        store = Answer.of(Store.open(vertx, database.config(), Clock.systemUTC(), StoreMetrics.NONE));
        UUID sent = kept(Sample.of("sent").to("ann@one.example"), "news@Mail.example.com", "spring", 2);
        assertThat(Answer.of(store.messages().settle(Sample.sent(sent, 1)))).isTrue();
        UUID waiting = kept(Sample.of("waiting").to("ben@two.example").waiting(), "x@example.com", "spring", 3);
        UUID calling = kept(Sample.of("calling").to("cid@ONE.example"), "y@notmail.example.com", "autumn", 2);
        assertThat(sent).isLessThan(waiting);
        assertThat(waiting).isLessThan(calling);
    }

    @AfterAll
    static void close() {
        Answer.of(store.close());
        Answer.of(vertx.close());
    }

    @Test
    void countsACampaign() {
        assertThat(counted(HoldScope.Kind.CAMPAIGN, "spring", null)).isEqualTo("1 1 1 0");
        assertThat(counted(HoldScope.Kind.CAMPAIGN, "summer", null)).isEqualTo("0 0 0 0");
    }

    @Test
    void countsATenant() {
        assertThat(counted(HoldScope.Kind.TENANT, "default", null)).isEqualTo("1 1 1 0");
        assertThat(counted(HoldScope.Kind.CAMPAIGN, "spring", "another")).isEqualTo("0 0 0 0");
    }

    @Test
    void countsAProviderByTheAttemptAndNotWhatWaitsForAny() {
        assertThat(counted(HoldScope.Kind.PROVIDER, "mailgun", null)).isEqualTo("1 1 0 0");
    }

    @Test
    void countsDomainsWholeInAnyCaseAndOfCopies() {
        assertThat(counted(HoldScope.Kind.RECIPIENT_DOMAIN, "One.example", null))
                .isEqualTo("1 1 0 0");
        assertThat(counted(HoldScope.Kind.RECIPIENT_DOMAIN, "example", null)).isEqualTo("0 0 0 0");
        assertThat(counted(HoldScope.Kind.RECIPIENT_DOMAIN, "copies.example", null))
                .isEqualTo("1 1 1 0");
        assertThat(counted(HoldScope.Kind.SENDING_DOMAIN, "mail.example.com", null))
                .isEqualTo("1 0 0 0");
    }

    @Test
    void countsATemplateOrOneOfItsVersions() {
        assertThat(counted(HoldScope.Kind.TEMPLATE, "spring", null)).isEqualTo("1 0 1 0");
        assertThat(counted(HoldScope.Kind.TEMPLATE, "spring@2", null)).isEqualTo("1 0 0 0");
    }

    @Test
    void countsWhatItCancelledAndOnlyThat() {
        Hold hold = hold(HoldScope.Kind.RECIPIENT_DOMAIN, "three.example", null);
        UUID mine = kept(Sample.of("mine").to("dan@three.example"), "z@example.com", "spring", 9);
        UUID others = kept(Sample.of("others").to("eve@three.example"), "z@example.com", "spring", 9);
        cancelled(mine, hold.id());
        cancelled(others, Sample.id());

        HoldCount count = Answer.of(store.holds().count(hold));

        assertThat(count.cancelled()).isEqualTo(1);
        assertThat(count.other()).isEqualTo(1);
        assertThat(count.complete()).isTrue();
    }

    private static void cancelled(UUID id, UUID hold) {
        database.run("UPDATE message SET state = '" + MessageState.CANCELLED.wire() + "', failure_code = '"
                + Hold.CANCELLED + "', failure_text = '" + Hold.mark(hold) + "wrong price' WHERE id = '" + id + "'");
    }

    private static UUID kept(Sample sample, String from, String template, int version) {
        NewMessage message = sample.message();
        assertThat(Answer.of(store.messages().claim(message))).isNotNull();
        database.run("UPDATE message SET request = request || '{\"from\":{\"email\":\"" + from
                + "\"},\"bcc\":[{\"email\":\"fay@Copies.example\"}],\"template\":{\"id\":\"" + template
                + "\",\"version\":" + version + "}}' WHERE id = '"
                + message.id() + "'");
        return message.id();
    }

    private static String counted(HoldScope.Kind kind, String value, @Nullable String tenant) {
        HoldCount count = Answer.of(store.holds().count(hold(kind, value, tenant)));
        assertThat(count.complete()).isTrue();
        return count.sent() + " " + count.inFlight() + " " + count.waiting() + " " + count.cancelled();
    }

    private static Hold hold(HoldScope.Kind kind, String value, @Nullable String tenant) {
        HoldScope scope = new HoldScope(kind, value, tenant);
        return new Hold(Sample.id(), scope, Hold.Action.HOLD, "wrong price", "ann", Instant.now(), null, null, null);
    }
}
