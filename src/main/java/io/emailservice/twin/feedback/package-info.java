/**
 * What becomes of the messages that the stand-ins accepted, and the posts that tell of it: planned by a script, from the
 * message alone, and posted with the accidents that posts have.
 *
 * <p>Knows rates, delays, retries and the truth. Doesn't know how a provider words a post: targets do that. Only on the
 * event loop of the twin.
 */
@NullMarked
@CheckReturnValue
package io.emailservice.twin.feedback;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
