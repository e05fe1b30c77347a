/**
 * Events to the webhook endpoints of tenants, signed as Standard Webhooks.
 *
 * <p>Each endpoint is a sink with its own cursor, so that one that is away stops no other. What an endpoint doesn't take
 * is kept and tried again over hours, then becomes a dead letter. Knows the signatures, the waits and which addresses may
 * be reached; doesn't know SQL: {@link io.emailservice.event.webhook.Deliveries} is plugged in. Runs on the event loop of
 * its verticle; names are looked up on a worker pool of its own.
 */
@NullMarked
@CheckReturnValue
package io.emailservice.event.webhook;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
