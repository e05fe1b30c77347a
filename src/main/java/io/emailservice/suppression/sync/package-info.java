/**
 * Keeps suppressions in step with the lists of provider accounts, both ways.
 *
 * <p>Knows in which order the two follow each other and what doesn't travel. Doesn't know the protocol of any list nor
 * where cursors are kept: it declares {@link io.emailservice.suppression.sync.ListedSuppressions} and
 * {@link io.emailservice.suppression.sync.SyncLedger}, and {@code service} plugs them in. Everything runs on the event
 * loop of {@link io.emailservice.suppression.sync.SyncVerticle}.
 */
@NullMarked
@CheckReturnValue
package io.emailservice.suppression.sync;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
