package io.emailservice.api;

import io.emailservice.message.MessageState;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Optional;

/** {@code POST /v1/messages/{id}/cancel}: a message that no provider has yet is not sent. */
public final class CancelRoutes implements RouteMount {
    private static final String PATH = "/v1/messages/:id/cancel";
    private static final int MOST_BYTES = 10_000;

    private final Authentication authentication;
    private final MessageReader reader;
    private final CancelDesk desk;

    public CancelRoutes(Authentication authentication, MessageReader reader, CancelDesk desk) {
        this.authentication = authentication;
        this.reader = reader;
        this.desk = desk;
    }

    /** One route each: within a route, Vert.x wants body handlers before all others. */
    @Override
    public void mount(Router router) {
        router.post(PATH).handler(authentication.requires(Right.MANAGE));
        router.post(PATH).handler(MessageRoutes::requireJson);
        router.post(PATH).handler(BodyHandler.create(false).setBodyLimit(MOST_BYTES));
        router.post(PATH).handler(this::cancel);
    }

    private void cancel(RoutingContext context) {
        Caller caller = Caller.of(context);
        Grounds grounds = Grounds.only(JsonBody.of(context), caller.name());
        MessageRoutes.id(context.pathParam("id"))
                .compose(id -> reader.visible(id, caller)
                        .compose(view -> desk.cancel(id, grounds))
                        .compose(CancelRoutes::unlessInTheWay)
                        .compose(cancelled -> reader.visible(id, caller)))
                .compose(view -> JsonAnswer.of(context, 200, view.json()))
                .onFailure(context::fail);
    }

    private static Future<Void> unlessInTheWay(Optional<MessageState> state) {
        return state.isEmpty()
                ? Future.succeededFuture()
                : Future.failedFuture(HttpProblem.of(
                        409, "the message is " + state.get().wire() + ": only what waits can be cancelled"));
    }
}
