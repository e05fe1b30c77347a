/**
 * What an operator watches: health, metrics, and logs that don't flood.
 *
 * <p>Knows how to run checks on time, to keep label sets bounded, and to answer {@code /health} and {@code /metrics}.
 * Doesn't know what is checked or counted: other rooms declare their own checks and metrics interfaces, and
 * {@code service} plugs them in. Checks run on the event loop of {@link io.emailservice.ops.HealthVerticle}; answers and
 * meters are safe from any thread.
 *
 * <p>Metric names begin with {@code email_}, say what is counted in the plural ({@code email_jobs_settled}) and leave
 * the unit and {@code _total} to the registry. Labels have small, known value sets: provider account, stream, outcome,
 * failure class. Never an address, message, campaign, template or caller's tag.
 */
@NullMarked
@CheckReturnValue
package io.emailservice.ops;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
