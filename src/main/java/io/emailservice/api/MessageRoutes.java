package io.emailservice.api;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /v1/messages}: send one, send a batch, read one with its timeline. */
public final class MessageRoutes implements RouteMount {
    private static final String JSON = JsonAnswer.CONTENT_TYPE;
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final int UUID_LENGTH = 36;

    private final ApiConfig config;
    private final Authentication authentication;
    private final Reception reception;
    private final MessageReader reader;

    public MessageRoutes(ApiConfig config, Authentication authentication, Reception reception, MessageReader reader) {
        this.config = config;
        this.authentication = authentication;
        this.reception = reception;
        this.reader = reader;
    }

    /** The key is checked before the body is read, so that a stranger can't fill the memory. */
    @Override
    public void mount(Router router) {
        BodyHandler body = BodyHandler.create(false).setBodyLimit(config.maxBodyBytes());
        post(router, "/v1/messages", body, this::send);
        post(router, "/v1/messages/batch", body, this::sendBatch);
        router.get("/v1/messages/:id")
                .handler(authentication.requires(Right.READ))
                .handler(this::read);
    }

    /** One route each: within a route, Vert.x wants body handlers before all others. */
    private void post(Router router, String path, BodyHandler body, Handler<RoutingContext> handler) {
        router.post(path).handler(authentication.requires(Right.SEND));
        router.post(path).handler(MessageRoutes::requireJson);
        router.post(path).handler(body);
        router.post(path).handler(handler);
    }

    static void requireJson(RoutingContext context) {
        @Nullable String type = context.request().getHeader(HttpHeaders.CONTENT_TYPE);
        if (type != null && !type.regionMatches(true, 0, JSON, 0, JSON.length())) {
            context.fail(HttpProblem.of(415, "the body must be " + JSON));
        } else {
            context.next();
        }
    }

    private void send(RoutingContext context) {
        @Nullable String key = context.request().getHeader(IDEMPOTENCY_KEY);
        reception
                .receive("http", Caller.of(context), bytes(context), key)
                .compose(received -> {
                    if (!(received instanceof Received.Taken taken)) {
                        return Future.failedFuture(received.problem());
                    }
                    context.response()
                            .putHeader(
                                    HttpHeaders.LOCATION,
                                    "/v1/messages/" + taken.accepted().messageId());
                    return JsonAnswer.of(
                            context, received.code(), taken.accepted().toJson());
                })
                .onFailure(context::fail);
    }

    private void sendBatch(RoutingContext context) {
        Caller caller = Caller.of(context);
        @Nullable String key = context.request().getHeader(IDEMPOTENCY_KEY);
        List<byte[]> requests = Batch.cut(bytes(context));
        List<Future<Received>> results = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            results.add(reception.receiveOneOf("batch", caller, requests.get(i), key, i));
        }
        Future.all(results)
                .compose(all -> JsonAnswer.of(context, 207, results(all.list())))
                .onFailure(context::fail);
    }

    private static JsonObject results(List<Received> all) {
        JsonArray results = new JsonArray();
        all.forEach(one -> results.add(one.toJson()));
        return new JsonObject().put("results", results);
    }

    /** An id must not tell who else sends mail. */
    private void read(RoutingContext context) {
        Caller caller = Caller.of(context);
        id(context.pathParam("id"))
                .compose(id -> reader.visible(id, caller))
                .compose(view -> JsonAnswer.of(context, 200, view.json()))
                .onFailure(context::fail);
    }

    static Future<UUID> id(String text) {
        try {
            if (text.length() == UUID_LENGTH) {
                return Future.succeededFuture(UUID.fromString(text));
            }
        } catch (IllegalArgumentException notAnId) {
            // falls through to the one answer below
        }
        return Future.failedFuture(HttpProblem.of(404, "there is no such message"));
    }

    private static byte[] bytes(RoutingContext context) {
        return context.body().buffer() == null
                ? new byte[0]
                : context.body().buffer().getBytes();
    }
}
