package io.emailservice.api;

import io.emailservice.message.Problem;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code GET /v1/step-executions/{id}}: how far the messages of a caller's step are. */
public final class StepRoutes implements RouteMount {
    private static final Pattern UUID_TEXT = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,3}");
    private static final int USUAL_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;

    private final Authentication authentication;
    private final StepReader reader;

    public StepRoutes(Authentication authentication, StepReader reader) {
        this.authentication = authentication;
        this.reader = reader;
    }

    @Override
    public void mount(Router router) {
        router.get("/v1/step-executions/:id")
                .handler(authentication.requires(Right.READ))
                .handler(this::read);
    }

    private void read(RoutingContext context) {
        String tenant = SuppressionQuery.tenant(context);
        reader.read(tenant, context.pathParam("id"), after(context), limit(context))
                .compose(found -> found.map(step -> JsonAnswer.of(context, 200, step))
                        .orElseGet(() -> Future.failedFuture(HttpProblem.of(404, "there is no such step execution"))))
                .onFailure(context::fail);
    }

    private static @Nullable UUID after(RoutingContext context) {
        @Nullable String text = SuppressionQuery.parameter(context, "after");
        if (text == null) {
            return null;
        }
        if (!UUID_TEXT.matcher(text).matches()) {
            throw invalid("/after", "must be the id of a message");
        }
        return UUID.fromString(text);
    }

    private static int limit(RoutingContext context) {
        @Nullable String text = SuppressionQuery.parameter(context, "limit");
        if (text == null) {
            return USUAL_LIMIT;
        }
        if (!NUMBER.matcher(text).matches() || Integer.parseInt(text) > MAX_LIMIT) {
            throw invalid("/limit", "must be a number from 1 to " + MAX_LIMIT);
        }
        return Integer.parseInt(text);
    }

    private static HttpProblem invalid(String pointer, String rule) {
        return HttpProblem.invalid(List.of(new Problem(pointer, rule)));
    }
}
