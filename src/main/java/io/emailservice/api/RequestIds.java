package io.emailservice.api;

import io.emailservice.message.Uuid7;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;

/** Gives each HTTP request an id, the caller's own if it is a short word, and answers it in {@code X-Request-Id}. */
final class RequestIds implements Handler<RoutingContext> {
    private static final String HEADER = "X-Request-Id";
    private static final String KEY = "email-service.request-id";
    private static final int MAX_LENGTH = 64;

    private final Uuid7 ids;

    RequestIds(Uuid7 ids) {
        this.ids = ids;
    }

    static String of(RoutingContext context) {
        return context.get(KEY, "");
    }

    @Override
    public void handle(RoutingContext context) {
        @Nullable String given = context.request().getHeader(HEADER);
        String id = given != null && isWord(given) ? given : ids.next().toString();
        context.put(KEY, id);
        context.response().putHeader(HEADER, id);
        context.next();
    }

    private static boolean isWord(String text) {
        return !text.isEmpty()
                && text.length() <= MAX_LENGTH
                && text.chars()
                        .allMatch(c -> (c >= '0' && c <= '9')
                                || (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || c == '-'
                                || c == '_'
                                || c == '.');
    }
}
