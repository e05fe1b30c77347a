/**
 * Requests and answers as bytes: form bodies, multipart bodies, and what a stand-in answers.
 *
 * <p>Knows HTTP encodings. Doesn't know any provider. Pure, or on the event loop of the twin.
 */
@NullMarked
@CheckReturnValue
package io.emailservice.twin.wire;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
