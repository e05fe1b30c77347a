package io.emailservice.provider;

import io.vertx.core.Future;

/** Tells a provider's posts from forgeries. Called on any event loop; no exception escapes, whatever the bytes are. */
public interface PostCheck {
    /** Answers in bounded time; the future never fails but by our own fault. */
    Future<PostVerdict> check(byte[] body);
}
