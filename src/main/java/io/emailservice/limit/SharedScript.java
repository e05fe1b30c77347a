package io.emailservice.limit;

import io.vertx.core.Future;
import io.vertx.redis.client.Response;

/** Runs the script of this room in the Redis that all nodes share; fails while Redis is away. */
@FunctionalInterface
public interface SharedScript {
    Future<Response> run(String ask);
}
