package io.emailservice.delivery;

import io.emailservice.message.OutgoingMessage;
import io.emailservice.message.RenderedMessage;
import io.emailservice.message.SendRequest;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;

/**
 * One open attempt, from the statement that opened it to the one that settles it.
 *
 * @param number of this attempt within its message, from 1
 * @param callBefore the call must have started before; counted from before the attempt was opened, so never too late
 * @param tried accounts that failed before within the same claim of the job
 */
record Attempt(
        Work work,
        UUID id,
        int number,
        Routing.Route.Via via,
        RenderedMessage rendered,
        Instant callBefore,
        Set<String> tried) {
    SendRequest request() {
        return work.submission().request();
    }

    OutgoingMessage outgoing() {
        return new OutgoingMessage(id, request(), rendered, callBefore);
    }
}
