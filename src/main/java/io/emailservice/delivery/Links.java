package io.emailservice.delivery;

import io.emailservice.message.Outcome;
import io.emailservice.message.OutgoingMessage;
import io.emailservice.message.SendRequest;
import io.emailservice.provider.Lookup;
import io.emailservice.render.RenderResult;
import io.emailservice.render.RenderTask;
import io.emailservice.template.Resolution;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.UUID;

/** The other rooms as the pipeline calls them. Each call has its own deadline. */
public interface Links {
    Future<Resolution> resolve(SendRequest request);

    Future<RenderResult> render(RenderTask task);

    Future<Outcome> send(String account, OutgoingMessage message);

    /** Until when everything that providers posted has been read. */
    Future<Instant> postsReadUntil();

    Future<Lookup> find(String account, UUID messageId, Instant attemptAt);
}
