/**
 * How a configuration section becomes a validated record.
 *
 * <p>Knows YAML, environment variables and secret files, and collects every problem before it complains. Doesn't know
 * any key: each room reads its own record from a {@link io.emailservice.config.Section}. Runs on the main thread at the
 * start, never later.
 */
@NullMarked
@CheckReturnValue
package io.emailservice.config;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
