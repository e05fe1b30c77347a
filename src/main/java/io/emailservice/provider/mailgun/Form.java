package io.emailservice.provider.mailgun;

import io.vertx.core.buffer.Buffer;

/** A request body of named fields, written in order. A name may come several times. */
interface Form {
    void field(String name, String value);

    /** The {@code Content-Type} of the body. */
    String contentType();

    /** The whole body; nothing may be written afterwards. */
    Buffer end();
}
