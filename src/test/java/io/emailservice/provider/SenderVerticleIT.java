package io.emailservice.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.emailservice.bus.Address;
import io.emailservice.message.Outcome;
import io.emailservice.testing.Outgoing;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SenderVerticleIT {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Vertx vertx = Vertx.vertx();
    private final FakeAdapter provider = new FakeAdapter();
    private final AtomicReference<SendQuota> heard = new AtomicReference<>();
    private final ProviderListener listener = new ProviderListener() {
        @Override
        public void quotaRead(ProviderAccount account, SendQuota quota) {
            heard.set(quota);
        }
    };
    private final SenderVerticle verticle = new SenderVerticle(
            "main", new Config(), Clock.systemUTC(), new SimpleMeterRegistry(), listener, LastCheck.NONE);
    private String deployment = "";

    @BeforeEach
    void install() {
        Address.install(vertx);
    }

    @AfterEach
    void close() {
        SenderFixture.get(vertx.close());
    }

    @Test
    void answersAtTheAddressesOfItsAccount() {
        provider.answering(FakeAdapter.ACCEPTED);
        deploy();
        UUID id = UUID.randomUUID();
        Lookup found = SenderFixture.get(
                SenderAddresses.find("main").ask(vertx, new SenderAddresses.Find(id, Instant.EPOCH), PATIENCE));

        assertThat(SenderFixture.get(SenderAddresses.send("main").ask(vertx, Outgoing.message(), PATIENCE)))
                .isEqualTo(FakeAdapter.ACCEPTED);
        assertThat(found).isEqualTo(new Lookup.Found(id + "@x", Instant.EPOCH));
    }

    @Test
    void showsTheAccountBeforeItIsDeployed() {
        assertThat(verticle.account().name()).isEqualTo("main");
        assertThat(verticle.account().kind()).isEqualTo("fake");
        assertThat(verticle.account().accepting()).isTrue();
        assertThat(verticle.account().untilAccepting()).isZero();
        assertThat(verticle.account().quota()).isEmpty();
    }

    @Test
    void readsTheQuotaAtTheStart() {
        SendQuota quota = new SendQuota(14, 100, 40, true, "HEALTHY");
        provider.quota = Optional.of(quota);
        deploy();

        await().until(() -> quota.equals(heard.get()));
        assertThat(verticle.account().quota()).contains(quota);
        assertThat(quota.leftToday()).isEqualTo(60);
    }

    @Test
    void asksAgainSoonForAQuotaThatItDidNotGet() {
        SendQuota quota = new SendQuota(14, 100, 40, true, "HEALTHY");
        provider.quota = Optional.of(quota);
        provider.quotaFailures.set(1);
        deploy();

        await().until(() -> quota.equals(heard.get()));
    }

    /** An undeployment takes a moment to begin: calls that slip in before it are ended. */
    private Outcome firstAnswerThatIsNoCall() {
        while (true) {
            int calls = provider.calls.size();
            Future<Outcome> answer = SenderAddresses.send("main").ask(vertx, Outgoing.message(), PATIENCE);
            await().until(() -> answer.isComplete() || provider.calls.size() > calls);
            if (answer.isComplete()) {
                return SenderFixture.get(answer);
            }
            provider.end(calls, FakeAdapter.ACCEPTED);
            assertThat(SenderFixture.get(answer)).isEqualTo(FakeAdapter.ACCEPTED);
        }
    }

    @Test
    void endsItsCallsBeforeItStops() {
        deploy();
        Future<Outcome> answer = SenderAddresses.send("main").ask(vertx, Outgoing.message(), PATIENCE);
        await().until(() -> provider.calls.size() == 1);
        Future<Void> stopped = vertx.undeploy(deployment);
        Outcome refused = firstAnswerThatIsNoCall();
        assertThat(refused).isInstanceOf(Outcome.NotTried.class);
        assertThat(stopped.isComplete()).isFalse();
        assertThat(provider.closed).isFalse();

        provider.end(0, FakeAdapter.ACCEPTED);
        SenderFixture.get(stopped);
        assertThat(SenderFixture.get(answer)).isEqualTo(FakeAdapter.ACCEPTED);
        assertThat(provider.closed).isTrue();
    }

    private void deploy() {
        deployment = SenderFixture.get(vertx.deployVerticle(verticle));
    }

    private final class Config implements AccountConfig {
        @Override
        public String kind() {
            return "fake";
        }

        @Override
        public SenderConfig sender() {
            return SenderConfig.DEFAULTS;
        }

        @Override
        public Future<ProviderAdapter> adapter(Vertx on, Clock clock) {
            return Future.succeededFuture(provider);
        }

        @Override
        public Future<SuppressionLists> suppressionLists(Vertx on, Clock clock) {
            return Future.failedFuture("has none");
        }
    }
}
