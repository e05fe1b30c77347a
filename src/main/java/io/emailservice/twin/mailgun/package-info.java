/**
 * The Mailgun stand-in: messages, events and suppression lists.
 *
 * <p>Knows Mailgun's routes, field rules and texts. Doesn't know faults. Only on the event loop of the twin.
 */
@NullMarked
@CheckReturnValue
package io.emailservice.twin.mailgun;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
