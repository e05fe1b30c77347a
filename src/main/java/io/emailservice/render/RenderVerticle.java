package io.emailservice.render;

import io.emailservice.bus.Address;
import io.emailservice.message.RenderedMessage;
import io.emailservice.render.RenderResult.Rendered;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;

/** Renders and finishes one message per question, on a worker thread of its own pool. */
public final class RenderVerticle extends VerticleBase {
    /** The only address of this room. */
    public static final Address<RenderTask, RenderResult> ADDRESS = new Address<>("render");

    private final Renderer renderer;
    private final Finisher finisher;

    public RenderVerticle(Renderer renderer, Finisher finisher) {
        this.renderer = renderer;
        this.finisher = finisher;
    }

    /** As many instances as threads: an instance never runs twice at once. */
    public static DeploymentOptions deployment(RenderConfig config) {
        return new DeploymentOptions()
                .setThreadingModel(ThreadingModel.WORKER)
                .setWorkerPoolName("render")
                .setWorkerPoolSize(config.workers())
                .setInstances(config.workers());
    }

    @Override
    public Future<?> start() {
        return ADDRESS.serve(vertx, task -> Future.succeededFuture(answer(task)));
    }

    private RenderResult answer(RenderTask task) {
        RenderResult result = renderer.render(task);
        if (!(result instanceof Rendered rendered)) {
            return result;
        }
        RenderedMessage finished = finisher.finish(task.messageId(), task.request(), rendered.message());
        return new Rendered(finished);
    }
}
