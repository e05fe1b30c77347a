/**
 * Typed, in-process addresses on the event bus.
 *
 * <p>Knows how to ask and answer by reference, with a deadline, so that every question gets exactly one answer. Doesn't
 * know who asks or what about. Callable from any event loop or worker context.
 */
@NullMarked
@CheckReturnValue
package io.emailservice.bus;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
