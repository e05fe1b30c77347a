package io.emailservice.api;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;

/** {@code POST /v1/messages/{id}/settle}: an operator says what became of an uncertain message. */
public final class SettleRoutes implements RouteMount {
    private static final String PATH = "/v1/messages/:id/settle";
    private static final int MOST_BYTES = 10_000;

    private final Authentication authentication;
    private final MessageReader reader;
    private final UncertainDesk desk;

    public SettleRoutes(Authentication authentication, MessageReader reader, UncertainDesk desk) {
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
        router.post(PATH).handler(this::settle);
    }

    private void settle(RoutingContext context) {
        Caller caller = Caller.of(context);
        SettleOrder order = SettleOrder.read(context.body().buffer(), caller.name());
        MessageRoutes.id(context.pathParam("id"))
                .compose(id -> reader.visible(id, caller)
                        .compose(view -> desk.settle(id, order))
                        .compose(settled -> settled ? reader.visible(id, caller) : conflict()))
                .compose(view -> JsonAnswer.of(context, 200, view.json()))
                .onFailure(context::fail);
    }

    private static Future<MessageView> conflict() {
        return Future.failedFuture(HttpProblem.of(409, "the message is not uncertain: there is nothing to settle"));
    }
}
