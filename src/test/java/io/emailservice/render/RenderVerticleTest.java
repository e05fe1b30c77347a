package io.emailservice.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.bus.Address;
import io.emailservice.message.Content;
import io.emailservice.message.RenderedMessage;
import io.emailservice.message.Sources;
import io.emailservice.testing.RenderableRequests;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RenderVerticleTest {
    private static final UUID ID = UUID.fromString("0190b0a0-0000-7000-8000-000000000001");

    private final Vertx vertx = Vertx.vertx();
    private final Renderer renderer = new Renderer(RenderConfig.DEFAULTS, Clock.systemUTC(), (id, request) -> "");

    @BeforeEach
    void install() {
        Address.install(vertx);
    }

    @AfterEach
    void close() throws Exception {
        done(vertx.close());
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private void deploy(Finisher finisher) throws Exception {
        String id = done(vertx.deployVerticle(
                () -> new RenderVerticle(renderer, finisher), RenderVerticle.deployment(RenderConfig.DEFAULTS)));
        assertThat(id).isNotEmpty();
    }

    private Future<RenderResult> ask(String html) {
        Content content = new Content("s", html, "t");
        RenderTask task =
                new RenderTask(ID, RenderableRequests.inline(content, Map.of("n", "Ann")), Sources.inline(content));
        return RenderVerticle.ADDRESS.ask(vertx, task, Duration.ofSeconds(20));
    }

    @Test
    void rendersAndFinishesOnAWorkerThread() throws Exception {
        deploy((id, request, rendered) -> {
            boolean worker = Context.isOnWorkerThread();
            return new RenderedMessage(rendered.subject(), rendered.html() + worker, rendered.text(), Map.of());
        });
        assertThat(done(ask("Hi {{n}} ")))
                .isEqualTo(new RenderResult.Rendered(new RenderedMessage("s", "Hi Ann true", "t", Map.of())));
    }

    @Test
    void answersWhatCannotBeRendered() throws Exception {
        deploy(Finisher.NONE);
        assertThat(done(ask("{{#if}"))).isInstanceOf(RenderResult.Unrenderable.class);
    }

    @Test
    void failsWhenTheFinisherBreaks() throws Exception {
        deploy((id, request, rendered) -> {
            throw new IllegalStateException("bug");
        });
        assertThat(ask("x").toCompletionStage().toCompletableFuture())
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .withMessageContaining("bug");
    }

    @Test
    void rendersManyAtOnceWithoutMixingThem() throws Exception {
        deploy(Finisher.NONE);
        List<Future<RenderResult>> answers = IntStream.range(0, 500)
                .mapToObj(i -> ask("{{n}} " + i % 7 + " {{#each this}}{{@key}}{{/each}}"))
                .toList();
        for (int i = 0; i < answers.size(); i++) {
            RenderResult.Rendered rendered = (RenderResult.Rendered) done(answers.get(i));
            assertThat(rendered.message().html()).isEqualTo("Ann " + i % 7 + " n");
        }
    }
}
