/**
 * A BullMQ worker and producer for Vert.x: claims jobs from Redis in batches, hands each to a {@link
 * io.emailservice.queue.JobHandler}, and settles them in batches; keeps schedules going; adds jobs and flows, and makes
 * finished jobs ready again.
 *
 * <p>Knows the data model, the scripts and the events that BullMQ 5 and 6 share, and the one connection to Redis. Doesn't
 * know what a job means: {@code data} stays bytes, and how many jobs may be in flight is asked of a {@link
 * io.emailservice.queue.Capacity}. The poller's state lives on its verticle's event loop; the producer, the depth reader
 * and {@link io.emailservice.queue.RedisLink} may be called from any context.
 */
@NullMarked
@CheckReturnValue
package io.emailservice.queue;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
