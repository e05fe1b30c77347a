package io.emailservice.bus;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Hands a body over as it is. It has no wire form: an address that leaves the process is a bug. */
final class ByReference implements MessageCodec<Object, Object> {
    static final String NAME = "by-reference";

    @Override
    public Object transform(Object body) {
        return body;
    }

    @Override
    public void encodeToWire(Buffer buffer, Object body) {
        throw new UnsupportedOperationException("local addresses have no wire form");
    }

    @Override
    public Object decodeFromWire(int position, Buffer buffer) {
        throw new UnsupportedOperationException("local addresses have no wire form");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
