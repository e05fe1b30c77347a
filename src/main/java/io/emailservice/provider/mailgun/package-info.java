/**
 * Mailgun over HTTP.
 *
 * <p>Knows Mailgun's message form, its answers and its Events API. Doesn't know limits, circuits or retries: it makes
 * one call and says what came of it. Runs on the event loop of the account's sender.
 */
@NullMarked
@CheckReturnValue
package io.emailservice.provider.mailgun;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
