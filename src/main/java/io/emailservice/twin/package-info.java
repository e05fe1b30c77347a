/**
 * Stand-ins for Mailgun and Amazon SES v2 on the wire, for dev mode, tests and benchmarks.
 *
 * <p>Knows how the providers answer to any client, keeps a compact record of every message it accepted, and plays
 * scripted faults. Doesn't know the sending side of this service and delivers nothing to anybody. Everything of one twin
 * runs on the one event loop of its verticle.
 */
@NullMarked
@CheckReturnValue
package io.emailservice.twin;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
