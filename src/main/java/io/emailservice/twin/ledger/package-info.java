/**
 * The record of every accepted message: compact, bounded, searchable.
 *
 * <p>Knows ids, recipients and times. Doesn't know how a provider speaks. Only on the event loop of the twin.
 */
@NullMarked
@CheckReturnValue
package io.emailservice.twin.ledger;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
