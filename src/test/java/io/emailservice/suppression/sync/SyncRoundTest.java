package io.emailservice.suppression.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.Suppression;
import io.emailservice.message.SuppressionReason;
import io.emailservice.suppression.AddressRules;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SyncRoundTest {
    private static Vertx vertx;

    private final MemoryList list = new MemoryList(SuppressionReason.HARD_BOUNCE);
    private final MemoryLedger ledger = new MemoryLedger();

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void whatEachHasTheOtherGets() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            list.items.put(name + "@theirs.example", one(name + "@theirs.example", "theirs"));
        }
        for (String name : List.of("d", "e", "f", "g")) {
            ledger.add("default", one(name + "@ours.example", "test"));
        }

        assertThat(round().succeeded()).isTrue();

        assertThat(ledger.ours).hasSize(7).containsKey("a@theirs.example");
        assertThat(ledger.ours.values()).extracting(Suppression::source).contains("sync:account/list");
        assertThat(list.items).hasSize(7).containsKey("g@ours.example");
        assertThat(list.calls)
                .containsExactly(
                        "read ",
                        "read b@theirs.example",
                        "read c@theirs.example",
                        "add [d@ours.example, e@ours.example, f@ours.example]",
                        "add [g@ours.example]");
    }

    @Test
    void nothingGoesBackAndForth() throws Exception {
        list.items.put("a@theirs.example", one("a@theirs.example", "theirs"));
        ledger.add("default", one("b@ours.example", "test"));
        assertThat(round().succeeded()).isTrue();
        list.calls.clear();

        for (int i = 0; i < 3; i++) {
            assertThat(round().succeeded()).isTrue();
        }

        assertThat(list.calls).allMatch(call -> call.startsWith("read"));
        assertThat(ledger.changes).hasSize(2);
    }

    @Test
    void onlyWhatTheListUnderstandsIsPushed() throws Exception {
        ledger.add("other", one("tenant@x.example", "test"));
        ledger.add("default", suppression("reason@x.example", "*", SuppressionReason.MANUAL, null));
        ledger.add("default", suppression("stream@x.example", "bulk", SuppressionReason.HARD_BOUNCE, null));
        ledger.add("default", suppression("time@x.example", "*", SuppressionReason.HARD_BOUNCE, Instant.MAX));
        ledger.add("default", one("fine@x.example", "test"));

        assertThat(round().succeeded()).isTrue();

        assertThat(list.calls).containsOnlyOnce("add [fine@x.example]").hasSize(2);
    }

    @Test
    void removalsGoBeforeAnythingIsPulled() throws Exception {
        list.items.put("a@x.example", one("a@x.example", "theirs"));
        ledger.remove("default", one("a@x.example", "test"));

        assertThat(round().succeeded()).isTrue();

        assertThat(list.items).isEmpty();
        assertThat(ledger.ours).isEmpty();
        assertThat(list.calls).startsWith("remove a@x.example");
    }

    @Test
    void aRoundThatFailedGoesOnWhereItWas() throws Exception {
        for (int i = 0; i < 8; i++) {
            list.items.put(i + "@x.example", one(i + "@x.example", "theirs"));
        }
        list.callsUntilFailure = 2;
        assertThat(round().failed()).isTrue();
        list.calls.clear();
        list.callsUntilFailure = Integer.MAX_VALUE;

        assertThat(round().succeeded()).isTrue();

        assertThat(list.calls).startsWith("read 3@x.example");
        assertThat(ledger.ours).hasSize(8);
    }

    @Test
    void whoLostTheAccountStops() throws Exception {
        for (int i = 0; i < 8; i++) {
            list.items.put(i + "@x.example", one(i + "@x.example", "theirs"));
        }
        ledger.held = false;

        assertThat(round().failed()).isTrue();

        assertThat(list.calls).containsExactly("read ");
        assertThat(ledger.cursors).isEmpty();
    }

    @Test
    void theirUnsubscribesHoldForOneStreamAndAreLiftedWithIt() throws Exception {
        MemoryList unsubscribes = new MemoryList(SuppressionReason.UNSUBSCRIBE);
        unsubscribes.items.put("a@x.example", suppression("a@x.example", "*", SuppressionReason.UNSUBSCRIBE, null));
        assertThat(round(unsubscribes).succeeded()).isTrue();
        Suppression ours = Objects.requireNonNull(ledger.ours.get("a@x.example"));
        assertThat(ours.stream()).isEqualTo("bulk");

        ledger.remove("default", ours);
        assertThat(round(unsubscribes).succeeded()).isTrue();

        assertThat(unsubscribes.items).isEmpty();
    }

    private Future<Void> round() throws Exception {
        return round(list);
    }

    private Future<Void> round(MemoryList with) throws Exception {
        SyncConfig.Account config = new SyncConfig.Account(List.of("default"), true, true);
        Pace pace = new Pace(vertx, Clock.systemUTC(), Duration.ofMillis(1));
        Travel travel = new Travel("account", config, "bulk", new LowerCase());
        SyncRound round =
                new SyncRound("account", config, ledger, travel, pace, Duration.ofMinutes(1), SyncMetrics.NONE);
        return round.run(List.of(with))
                .transform(done -> Future.succeededFuture(
                        done.succeeded() ? Future.<Void>succeededFuture() : Future.<Void>failedFuture(done.cause())))
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    private static Suppression one(String address, String source) {
        return new Suppression(address, "*", SuppressionReason.HARD_BOUNCE, source, Instant.EPOCH, null);
    }

    private static Suppression suppression(
            String address, String stream, SuppressionReason reason, @Nullable Instant end) {
        return new Suppression(address, stream, reason, "test", Instant.EPOCH, end);
    }

    private static final class LowerCase implements AddressRules {
        @Override
        public @Nullable String normalise(String address) {
            return address.toLowerCase(Locale.ROOT);
        }

        @Override
        public String rule(String refused) {
            return "";
        }
    }
}
