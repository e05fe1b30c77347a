/**
 * Scripted faults: which requests go wrong, and how.
 *
 * <p>Knows shares, counts, times and kinds of faults. Doesn't know how a provider words them, nor HTTP: the twin plays
 * what comes out. Only on the event loop of the twin.
 */
@NullMarked
@CheckReturnValue
package io.emailservice.twin.fault;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
