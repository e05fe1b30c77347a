package io.emailservice.store;

import io.emailservice.message.Submission;
import java.util.UUID;

/**
 * A message to store for the first time.
 *
 * @param id UUIDv7; its time decides the partition, so it must be of today
 * @param queue name of the BullMQ queue that carries it
 * @param jobId id of its job in that queue
 * @param opening what happens to it right away
 */
public record NewMessage(UUID id, Submission submission, String queue, String jobId, Opening opening) {}
