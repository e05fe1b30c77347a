/**
 * Events to Kafka: one topic, the message id as key, so that the events of a message are in one partition and in order.
 *
 * <p>Knows the producer and how its order is kept through failures. Doesn't know the outbox: a relay brings the batches
 * and repeats those that failed. The client blocks while it connects and looks up metadata, so it runs on the worker pool
 * of the relay's verticle, never on its event loop.
 */
@NullMarked
@CheckReturnValue
package io.emailservice.event.kafka;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
