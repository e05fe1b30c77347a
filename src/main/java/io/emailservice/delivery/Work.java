package io.emailservice.delivery;

import io.emailservice.message.Submission;

/**
 * One request to deliver, with what its job says about trying.
 *
 * @param queue name of the queue that carries the job
 * @param seenBefore the job was started before (a retry or a stalled job), or its message was stored before it was
 *     enqueued: look for a stored message first
 */
public record Work(Submission submission, String queue, String jobId, boolean seenBefore, Patience patience) {}
