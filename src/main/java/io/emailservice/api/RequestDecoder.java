package io.emailservice.api;

import io.emailservice.message.Decoded;

/** Decodes and checks the JSON of a send request. Plugged in by {@code service}. */
public interface RequestDecoder {
    /**
     * Never throws.
     *
     * @param tenant of a request that names none
     * @param idempotencyKey of a request that names none
     */
    Decoded decode(byte[] json, String tenant, String idempotencyKey);
}
