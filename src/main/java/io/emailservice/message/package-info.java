/**
 * The nouns of the service: immutable records, sealed results and the state machine of a message.
 *
 * <p>Knows the JDK and nothing else: no Vert.x, no JSON, no SQL. Every other room may use it. Free of threads: all
 * types are immutable or pure.
 */
@NullMarked
@CheckReturnValue
package io.emailservice.message;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
