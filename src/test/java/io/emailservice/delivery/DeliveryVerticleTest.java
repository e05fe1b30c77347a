package io.emailservice.delivery;

import static io.emailservice.delivery.PipelineScene.BUSY;
import static io.emailservice.delivery.PipelineScene.MAX_ATTEMPTS;
import static io.emailservice.delivery.PipelineScene.accepted;
import static io.emailservice.delivery.PipelineScene.deferred;
import static io.emailservice.delivery.PipelineScene.unknown;
import static io.emailservice.delivery.PipelineScene.work;
import static io.emailservice.testing.Requests.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.emailservice.bus.Address;
import io.emailservice.delivery.FlakyMessages.Fate;
import io.emailservice.limit.Limits;
import io.emailservice.message.EventType;
import io.emailservice.message.MessageState;
import io.emailservice.message.Outcome;
import io.emailservice.message.SendRequest;
import io.emailservice.message.Stream;
import io.emailservice.provider.Lookup;
import io.emailservice.render.RenderResult;
import io.emailservice.store.StoreOutage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(VertxExtension.class)
class DeliveryVerticleTest {
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final SendRequest REQUEST = request("key-1", Stream.TRANSACTIONAL, "a", List.of());

    private final PipelineScene scene = new PipelineScene();
    private final Lanes lanes = new Lanes(scene.accounts.byName().values(), scene.config);
    private final List<Verdict> measured = new CopyOnWriteArrayList<>();
    private volatile Fate fate = Fate.WORKS;
    private Vertx vertx;

    @BeforeEach
    void deploy(Vertx vertx) throws Exception {
        this.vertx = vertx;
        Address.install(vertx);
        DeliveryVerticle verticle = new DeliveryVerticle(
                new FlakyMessages(scene.messages, () -> fate),
                scene.links,
                Limits.NONE,
                scene.accounts.byName(),
                lanes,
                scene.config,
                () -> scene.holds,
                (stream, verdict, nanos) -> measured.add(verdict),
                scene.clock);
        assertThat(result(vertx.deployVerticle(verticle))).isNotNull();
    }

    @Test
    void holdsOnePermitOfItsStreamUntilTheVerdict() throws Exception {
        Promise<Outcome> call = Promise.promise();
        scene.links.answer("a", call.future());

        Future<Verdict> verdict = DeliveryVerticle.WORK.ask(vertx, work(REQUEST), ANSWER);
        await().until(() -> lanes.inFlight(Stream.TRANSACTIONAL) == 1);
        assertThat(lanes.inFlight(Stream.BULK)).isZero();
        call.complete(accepted("id-1"));

        assertThat(result(verdict)).isInstanceOf(Verdict.Done.class);
        assertThat(lanes.inFlight(Stream.TRANSACTIONAL)).isZero();
    }

    @ParameterizedTest
    @MethodSource("paths")
    void givesThePermitBackAndMeasuresOnceWhateverHappens(
            Consumer<DeliveryVerticleTest> path, Class<? extends Verdict> expected) throws Exception {
        path.accept(this);

        Verdict verdict = deliver(work(REQUEST));

        assertThat(verdict).isInstanceOf(expected);
        assertThat(lanes.inFlight(Stream.TRANSACTIONAL)).isZero();
        assertThat(measured).containsExactly(verdict);
    }

    static List<Arguments> paths() {
        return List.of(
                path("accepted", test -> test.answer(accepted("id-1")), Verdict.Done.class),
                path("rejected", test -> test.answer(new Outcome.Rejected(BUSY)), Verdict.Dead.class),
                path("deferred", test -> test.answer(deferred()), Verdict.Later.class),
                path("throttled", test -> test.answer(new Outcome.Throttled(null, BUSY)), Verdict.Later.class),
                path("not tried", test -> test.answer(new Outcome.NotTried(ANSWER, BUSY)), Verdict.Later.class),
                path("unknown", test -> test.answer(unknown()), Verdict.Later.class),
                path(
                        "reply lost",
                        test -> test.scene.links.answer("a", Future.failedFuture("a bug")),
                        Verdict.Later.class),
                path("the call throws", test -> {}, Verdict.Later.class),
                path(
                        "suppressed",
                        test -> test.scene.messages.suppress("ann@inbox.example.com", "x"),
                        Verdict.Done.class),
                path("account closed", test -> test.scene.accounts.close("a"), Verdict.Later.class),
                path(
                        "unrenderable",
                        test -> test.render(Future.succeededFuture(new RenderResult.Unrenderable(BUSY))),
                        Verdict.Dead.class),
                path("rendering fails", test -> test.render(Future.failedFuture("a bug")), Verdict.Later.class),
                path(
                        "rendering throws",
                        test -> test.scene.links.whileRendering = DeliveryVerticleTest::breakDown,
                        Verdict.Later.class),
                path("store away", test -> test.fate = Fate.UNAVAILABLE, Verdict.Later.class));
    }

    @Test
    void anOutageOfTheStoreIsWaitedOutWithoutCountingAnAttempt() throws Exception {
        fate = Fate.UNAVAILABLE;

        assertThat(deliver(lastAttempt()))
                .isEqualTo(new Verdict.Later(Duration.ofSeconds(3), false, "internal: no connection"));
        assertThat(scene.messages.all()).isEmpty();
    }

    @Test
    void anOutcomeThatCouldNotBeWrittenIsAskedAboutAndNotSentAgain() throws Exception {
        scene.links.whileCalling = () -> fate = Fate.UNAVAILABLE;
        answer(accepted("id-1"));

        assertThat(deliver(work(REQUEST)))
                .isEqualTo(new Verdict.Later(Duration.ofSeconds(3), false, "internal: no connection"));
        assertThat(scene.stored().state()).isEqualTo(MessageState.SENDING);
        fate = Fate.WORKS;
        scene.links.record(new Lookup.Found("id-1", scene.clock.instant()));
        assertThat(deliver(work(REQUEST, "job-1", true, 0)))
                .isEqualTo(new Verdict.Done(scene.stored().id(), MessageState.SENT, "a", "id-1", false));
        assertThat(scene.links.calls).hasSize(1);
    }

    @Test
    void aBugIsCountedWithTheBackoffOfTheJob() throws Exception {
        render(Future.failedFuture("a bug"));

        assertThat(deliver(work(REQUEST, "job-1", true, 1)))
                .isEqualTo(new Verdict.Later(Duration.ofSeconds(20), true, "internal: a bug"));
    }

    @Test
    void aRowThatTheStoreRefusesIsCountedLikeABug() throws Exception {
        render(Future.failedFuture(StoreOutage.refused()));

        assertThat(deliver(work(REQUEST)))
                .isEqualTo(new Verdict.Later(Duration.ofSeconds(10), true, "internal: value out of range"));
        assertThat(deliver(lastAttempt())).isInstanceOf(Verdict.Dead.class);
    }

    @Test
    void aBugAtTheLastAttemptEndsTheMessageAsFailed() throws Exception {
        render(Future.failedFuture("a bug"));

        assertThat(deliver(lastAttempt())).isEqualTo(new Verdict.Dead("content internal: a bug"));
        assertThat(scene.stored().state()).isEqualTo(MessageState.FAILED);
        assertThat(scene.stored().failure()).hasToString("content internal: a bug");
        assertThat(scene.events()).containsExactly(EventType.MESSAGE_ACCEPTED, EventType.MESSAGE_FAILED);
    }

    @Test
    void aBugAtTheLastAttemptEndsAWaitingMessageAsFailed() throws Exception {
        answer(deferred());
        assertThat(deliver(work(REQUEST))).isInstanceOf(Verdict.Later.class);
        render(Future.failedFuture("a bug"));

        assertThat(deliver(lastAttempt())).isEqualTo(new Verdict.Dead("content internal: a bug"));
        assertThat(scene.stored().state()).isEqualTo(MessageState.FAILED);
        assertThat(scene.events())
                .containsExactly(EventType.MESSAGE_ACCEPTED, EventType.MESSAGE_DEFERRED, EventType.MESSAGE_FAILED);
    }

    @Test
    void aBugNeverGivesUpAMessageThatTheProviderMayHave() throws Exception {
        answer(unknown());
        assertThat(deliver(work(REQUEST))).isInstanceOf(Verdict.Later.class);

        assertThat(deliver(lastAttempt()))
                .isInstanceOfSatisfying(Verdict.Later.class, later -> assertThat(later.counted())
                        .isFalse());
        assertThat(scene.stored().state()).isEqualTo(MessageState.UNCERTAIN);
    }

    @Test
    void givingUpWaitsForTheStore() throws Exception {
        scene.links.whileRendering = () -> fate = Fate.UNAVAILABLE;
        render(Future.failedFuture("a bug"));

        assertThat(deliver(lastAttempt()))
                .isEqualTo(new Verdict.Later(Duration.ofSeconds(3), false, "internal: a bug"));
    }

    private Work lastAttempt() {
        return work(REQUEST, "job-1", true, MAX_ATTEMPTS - 1);
    }

    private void answer(Outcome outcome) {
        scene.links.answer("a", outcome);
    }

    private void render(Future<RenderResult> rendering) {
        scene.links.rendering = rendering;
    }

    private Verdict deliver(Work work) throws Exception {
        return result(DeliveryVerticle.WORK.ask(vertx, work, ANSWER));
    }

    private static Arguments path(
            String name, Consumer<DeliveryVerticleTest> setUp, Class<? extends Verdict> expected) {
        return arguments(named(name, setUp), expected);
    }

    private static void breakDown() {
        throw new IllegalStateException("a bug");
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(ANSWER.toSeconds(), TimeUnit.SECONDS);
    }
}
