package io.emailservice.delivery;

import io.emailservice.message.Submission;
import org.jspecify.annotations.Nullable;

/**
 * One request to deliver, with what its job says about trying.
 *
 * @param queue name of the queue that carries the job
 * @param seenBefore the job was started before (a retry or a stalled job), or its message was stored before it was
 *     enqueued: look for a stored message first
 * @param lost why the queue lets the job fail, or null: nothing new is begun for it
 */
public record Work(
        Submission submission,
        String queue,
        String jobId,
        boolean seenBefore,
        Patience patience,
        @Nullable String lost) {}
