package io.emailservice.api;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /v1/holds}: stop messages, see what that stopped, and let them go again. */
public final class HoldRoutes implements RouteMount {
    private static final String PATH = "/v1/holds";
    private static final String ONE = PATH + "/:id";
    private static final int MAX_BODY = 16 << 10;
    private static final int MOST = 100;

    private final Authentication authentication;
    private final HoldBook book;

    public HoldRoutes(Authentication authentication, HoldBook book) {
        this.authentication = authentication;
        this.book = book;
    }

    @Override
    public void mount(Router router) {
        router.get(PATH).handler(authentication.requires(Right.READ)).handler(this::list);
        router.get(ONE).handler(authentication.requires(Right.READ)).handler(this::read);
        router.post(ONE + "/lift")
                .handler(authentication.requires(Right.MANAGE))
                .handler(this::lift);
        router.post(PATH).handler(authentication.requires(Right.MANAGE));
        router.post(PATH).handler(BodyHandler.create(false).setBodyLimit(MAX_BODY));
        router.post(PATH).handler(this::place);
    }

    private void place(RoutingContext context) {
        book.place(HoldBody.read(context, book))
                .compose(placed -> placed.map(json -> JsonAnswer.of(context, 201, json))
                        .orElseGet(() -> Future.failedFuture(
                                HttpProblem.of(409, "there are as many holds in force as there may be"))))
                .onFailure(context::fail);
    }

    private void list(RoutingContext context) {
        @Nullable String state = SuppressionQuery.parameter(context, "state");
        if (state != null && !state.equals("in_force") && !state.equals("all")) {
            throw HttpProblem.of(400, "state must be in_force or all");
        }
        @Nullable String cursor = SuppressionQuery.parameter(context, "cursor");
        @Nullable
        UUID before = cursor == null
                ? null
                : id(cursor).orElseThrow(() -> HttpProblem.of(400, "cursor must be what the page before gave as next"));
        book.list(Caller.of(context).tenant(), "all".equals(state), before, MOST)
                .compose(holds -> {
                    JsonObject page = new JsonObject().put("holds", new JsonArray(holds));
                    if (holds.size() == MOST) {
                        page.put("next", holds.get(MOST - 1).getString("id"));
                    }
                    return JsonAnswer.of(context, 200, page);
                })
                .onFailure(context::fail);
    }

    private void read(RoutingContext context) {
        found(context).compose(view -> JsonAnswer.of(context, 200, view.json())).onFailure(context::fail);
    }

    private void lift(RoutingContext context) {
        found(context)
                .compose(view -> book.lift(
                        UUID.fromString(view.json().getString("id")),
                        Caller.of(context).name()))
                .compose(lifted -> lifted.map(view -> JsonAnswer.of(context, 200, view.json()))
                        .orElseGet(() -> Future.failedFuture(absent())))
                .onFailure(context::fail);
    }

    /** Another tenant's hold isn't there, and neither is one of all tenants for a key of one. */
    private Future<HoldBook.View> found(RoutingContext context) {
        @Nullable String tenant = Caller.of(context).tenant();
        UUID id = id(context.pathParam("id")).orElseThrow(HoldRoutes::absent);
        return book.one(id).compose(found -> found.filter(view -> tenant == null || tenant.equals(view.tenant()))
                .map(Future::succeededFuture)
                .orElseGet(() -> Future.failedFuture(absent())));
    }

    private static Optional<UUID> id(String text) {
        try {
            return Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    private static HttpProblem absent() {
        return HttpProblem.of(404, "there is no such hold");
    }
}
