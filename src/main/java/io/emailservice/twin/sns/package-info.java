/**
 * A topic of Amazon SNS: signed envelopes to HTTP endpoints and queues, subscriptions and their confirmation.
 *
 * <p>Knows envelopes, signatures and the certificate that proves them. Doesn't know what the messages say. Signing is
 * done on a worker thread, everything else on the event loop of the twin.
 */
@NullMarked
@CheckReturnValue
package io.emailservice.twin.sns;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
