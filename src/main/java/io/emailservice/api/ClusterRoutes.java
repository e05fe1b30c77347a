package io.emailservice.api;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import java.util.regex.Pattern;

/** {@code /v1/unsubscribe-clusters}: unsubscribes that a machine may have made, and the way to undo them. */
public final class ClusterRoutes implements RouteMount {
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final int MOST = 100;

    private final Authentication authentication;
    private final ClusterBook book;

    public ClusterRoutes(Authentication authentication, ClusterBook book) {
        this.authentication = authentication;
        this.book = book;
    }

    @Override
    public void mount(Router router) {
        router.get("/v1/unsubscribe-clusters")
                .handler(authentication.requires(Right.READ))
                .handler(this::list);
        router.post("/v1/unsubscribe-clusters/:id/undo")
                .handler(authentication.requires(Right.MANAGE))
                .handler(this::undo);
    }

    private void list(RoutingContext context) {
        book.list(SuppressionQuery.tenant(context), MOST)
                .compose(clusters ->
                        JsonAnswer.of(context, 200, new JsonObject().put("clusters", new JsonArray(clusters))))
                .onFailure(context::fail);
    }

    private void undo(RoutingContext context) {
        String tenant = SuppressionQuery.tenant(context);
        String id = context.pathParam("id");
        HttpProblem absent = HttpProblem.of(404, "there is no such cluster");
        if (!UUID_TEXT.matcher(id).matches()) {
            throw absent;
        }
        book.undo(tenant, UUID.fromString(id), Caller.of(context).name())
                .compose(undone -> undone.map(cluster -> JsonAnswer.of(context, 200, cluster))
                        .orElseGet(() -> Future.failedFuture(absent)))
                .onFailure(context::fail);
    }
}
