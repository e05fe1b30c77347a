package io.emailservice.twin.ledger;

import io.vertx.core.buffer.Buffer;

/** The body of a request that was accepted, as it arrived. Holds the bytes it was given; nobody changes them. */
public final class Payload {
    private final int number;
    private final String contentType;
    private final byte[] body;

    Payload(int number, String contentType, byte[] body) {
        this.number = number;
        this.contentType = contentType;
        this.body = body;
    }

    /** The number of the acceptance. */
    public int number() {
        return number;
    }

    public String contentType() {
        return contentType;
    }

    public Buffer body() {
        return Buffer.buffer(body);
    }

    int size() {
        return body.length;
    }
}
