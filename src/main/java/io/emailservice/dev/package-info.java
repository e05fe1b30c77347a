/**
 * Dev mode, demo and benchmarks: everything the service needs, started in one process from the libraries of the build.
 *
 * <p>Knows every other room, embedded PostgreSQL and Redis, the twin and sample data. Nothing but {@code Main} knows
 * this room, and an image for production leaves its servers out. Its commands run on the main thread and may block it.
 */
@NullMarked
@CheckReturnValue
package io.emailservice.dev;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
