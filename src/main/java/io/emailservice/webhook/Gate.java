package io.emailservice.webhook;

import io.emailservice.provider.PostCheck;
import io.emailservice.provider.PostVerdict;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * One address that a provider posts to.
 *
 * @param account whose address it is, or null for the one without account
 * @param check tells genuine posts
 * @param raw for unsigned posts that SNS marks as raw, or null where there are none
 */
record Gate(
        Sender sender,
        @Nullable String account,
        PostCheck check,
        @Nullable RawDelivery raw) {
    Future<PostVerdict> check(HttpServerRequest request, Buffer body) {
        RawDelivery unsigned = raw;
        return unsigned != null && RawDelivery.isRaw(request)
                ? unsigned.check(request, body)
                : check.check(body.getBytes());
    }
}
