package io.emailservice.api;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;

/** Ends a request with a JSON document. */
final class JsonAnswer {
    static final String CONTENT_TYPE = "application/json";

    private JsonAnswer() {}

    static Future<Void> of(RoutingContext context, int status, JsonObject json) {
        return context.response()
                .setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, CONTENT_TYPE)
                .end(json.toBuffer());
    }
}
