/**
 * All SQL of the service: migrations, batched writers, queries and partitions of PostgreSQL.
 *
 * <p>Knows how a message, its attempts and its events are kept, and that a transition happens once. Doesn't know
 * queues, providers, rendering or retry policy: callers say what to write, and this room says whether it happened.
 * Writers belong to the event loop that made them and may be called from any context; migrations block and need a
 * worker thread.
 */
@NullMarked
@CheckReturnValue
package io.emailservice.store;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
