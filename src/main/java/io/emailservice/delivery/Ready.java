package io.emailservice.delivery;

import io.emailservice.message.Failure;
import io.emailservice.message.RenderedMessage;
import io.emailservice.message.SendRequest;
import io.emailservice.message.Sources;
import io.emailservice.render.RenderResult;
import io.emailservice.render.RenderTask;
import io.emailservice.template.Resolution;
import io.vertx.core.Future;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A message that is ready to send, or why it can't be made ready: exactly one of the two is set.
 *
 * @param templateVersion the version it is made from, or null if its sources came with it
 */
record Ready(
        @Nullable RenderedMessage message,
        @Nullable Integer templateVersion,
        @Nullable Failure failure) {
    /** Resolves the sources of a request and renders them. */
    static Future<Ready> make(Links links, SendRequest request, UUID id) {
        return links.resolve(request).compose(resolution -> {
            if (resolution instanceof Resolution.Refused refused) {
                return Future.succeededFuture(refused(refused.failure()));
            }
            Sources sources = ((Resolution.Found) resolution).sources();
            return links.render(new RenderTask(id, request, sources)).map(result -> of(result, sources));
        });
    }

    private static Ready of(RenderResult result, Sources sources) {
        return result instanceof RenderResult.Rendered rendered
                ? new Ready(rendered.message(), sources.version(), null)
                : refused(((RenderResult.Unrenderable) result).failure());
    }

    private static Ready refused(Failure failure) {
        return new Ready(null, null, failure);
    }

    RenderedMessage rendered() {
        if (message == null) {
            throw new IllegalStateException("not rendered");
        }
        return message;
    }
}
