/**
 * Limits that hold across nodes: how many messages may go through an account, for a sending domain, a tenant, a campaign
 * and to a recipient domain, a second and a day.
 *
 * <p>Knows the buckets in Redis, how a throttled account slows down and recovers, and what a node may do alone while Redis
 * is away. Doesn't know the connection to Redis (it is handed a {@link io.emailservice.limit.SharedScript}), nor what a
 * provider says, nor what becomes of a message that is denied. {@link io.emailservice.limit.SharedLimits} belongs to the
 * event loop of the delivery; {@link io.emailservice.limit.AccountLimit} is read from any thread.
 */
@NullMarked
@CheckReturnValue
package io.emailservice.limit;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
