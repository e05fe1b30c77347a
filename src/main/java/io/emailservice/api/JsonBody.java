package io.emailservice.api;

import io.emailservice.message.Problem;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/** The body of a request that must be one JSON object. */
final class JsonBody {
    private JsonBody() {}

    /** Throws {@link HttpProblem} (422) if it is none. */
    static JsonObject of(RoutingContext context) {
        try {
            JsonObject json = context.body().asJsonObject();
            if (json != null) {
                return json;
            }
        } catch (DecodeException | ClassCastException notAnObject) {
            // falls through to the one answer below
        }
        throw HttpProblem.invalid(List.of(new Problem("", "must be a JSON object")));
    }
}
