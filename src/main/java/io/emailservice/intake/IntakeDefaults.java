package io.emailservice.intake;

import io.emailservice.message.Stream;

/**
 * What a request gets where it says nothing, known from the way it came in.
 *
 * @param stream the stream of the queue or entrance
 * @param idempotencyKey key of the entrance's own, checked like a caller's
 */
public record IntakeDefaults(String tenant, Stream stream, String idempotencyKey) {
    /** The tenant of a request that names none. */
    public static final String TENANT = "default";

    /** For a BullMQ job: its queue and id make the key, so the same job is sent once. */
    public static IntakeDefaults ofJob(String queue, String jobId, Stream stream) {
        return new IntakeDefaults(TENANT, stream, queue + ':' + jobId);
    }
}
