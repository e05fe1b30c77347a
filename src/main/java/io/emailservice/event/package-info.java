/**
 * How state changes leave the service: relays read the outbox in commit order and hand every event to the sinks.
 *
 * <p>Knows the CloudEvents form and the sinks, each of which has a cursor of its own. Doesn't know SQL: the log and the
 * leases that let one node at a time relay are interfaces that {@code service} plugs in. Each event reaches a sink at
 * least once, and in order per message. A relay runs on the event loop of its verticle.
 */
@NullMarked
@CheckReturnValue
package io.emailservice.event;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
