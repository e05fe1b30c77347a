/**
 * The life of one message, from a valid request to what becomes of its job, in one readable chain.
 *
 * <p>Knows lanes, routing rules, the retry policy and how an uncertain outcome is settled. Doesn't know where requests
 * come from (BullMQ, HTTP and the bus look alike here), nor how a provider is called, nor SQL. Decisions are pure
 * functions ({@link io.emailservice.delivery.Routing}, {@link io.emailservice.delivery.Retry}); the
 * {@link io.emailservice.delivery.DeliveryVerticle} is their only thread, except for the counters of
 * {@link io.emailservice.delivery.Lanes}, which pollers read from their own loops.
 */
@NullMarked
@CheckReturnValue
package io.emailservice.delivery;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
