/**
 * Amazon SES, API version 2, through the AWS SDK.
 *
 * <p>Knows SES' raw message call, its errors and its quota. Doesn't know limits, circuits or retries: it makes one call
 * and says what came of it. Runs on the event loop of the account's sender; the SDK's client has one I/O thread of its
 * own, because its Netty loops can't be shared with Vert.x.
 */
@NullMarked
@CheckReturnValue
package io.emailservice.provider.ses;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
