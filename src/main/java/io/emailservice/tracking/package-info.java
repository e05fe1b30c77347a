/**
 * Measures what recipients do, and lets them unsubscribe.
 *
 * <p>Knows HTML well enough to replace the links in it, signed tokens, the unsubscribe headers of RFC 2369 and RFC 8058,
 * and the endpoints that answer opened pixels, followed links and unsubscribes. Doesn't know what an open or click does
 * to a message: that is the plugged-in {@link io.emailservice.tracking.Engagement}. Rewriting is safe from any thread;
 * the endpoints run on the event loops of the HTTP server.
 */
@NullMarked
@CheckReturnValue
package io.emailservice.tracking;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
