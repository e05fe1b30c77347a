package io.emailservice.twin.wire;

import io.vertx.core.http.HttpServerRequest;

/** Answers the requests of one route. Never waits: delays and broken connections are made around it. */
public interface Endpoint {
    /** What a request does, for faults that hit only one kind. */
    enum Kind {
        SEND,
        READ
    }

    Kind kind();

    /** The answer to a request whose whole body has arrived. */
    Answer answer(HttpServerRequest request, byte[] body);
}
