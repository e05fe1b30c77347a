package io.emailservice.api;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** Lets only callers with a known bearer key pass, and only for what the key may do. Safe from any event loop. */
public final class Authentication {
    private static final String SCHEME = "Bearer ";
    private static final int MAX_KEY = 200;

    private final ApiKeys keys;

    public Authentication(ApiKeys keys) {
        this.keys = keys;
    }

    /** A handler that answers 401 without a known key, and 403 without the right; then {@link Caller#of} knows who asks. */
    public Handler<RoutingContext> requires(Right right) {
        return context -> {
            @Nullable Caller caller = caller(context);
            if (caller == null) {
                context.response().putHeader("WWW-Authenticate", "Bearer realm=\"email-service\"");
                context.fail(HttpProblem.of(401, "needs an API key: Authorization: Bearer <key>"));
            } else if (!caller.rights().contains(right)) {
                context.fail(HttpProblem.of(403, "this API key lacks the right '" + right.wire() + "'"));
            } else {
                caller.attachTo(context);
                context.next();
            }
        };
    }

    private @Nullable Caller caller(RoutingContext context) {
        @Nullable String header = context.request().getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        String key = header.substring(SCHEME.length()).trim();
        return key.length() > MAX_KEY ? null : keys.find(key);
    }
}
