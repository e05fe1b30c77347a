/**
 * The queues of Amazon SQS on the wire: AWS JSON 1.0, as Amazon's own clients speak it.
 *
 * <p>Knows visibility, redelivery and batches. Doesn't know what the messages are about. Only on the event loop of the
 * twin.
 */
@NullMarked
@CheckReturnValue
package io.emailservice.twin.sqs;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
