/**
 * How state changes leave the service: a relay reads the outbox in commit order and hands every event to the sinks.
 *
 * <p>Knows the CloudEvents form and the sinks (today the event bus). Doesn't know SQL: the log it reads is an interface
 * that {@code service} plugs in. Each event reaches a sink at least once, and in order per message. Runs on the event
 * loop of the {@link io.emailservice.event.OutboxRelay}.
 */
@NullMarked
@CheckReturnValue
package io.emailservice.event;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
