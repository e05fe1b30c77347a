package io.emailservice.webhook;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** One queue, seen by its poller. Completes on the context that asked. */
interface QueueClient {
    /** Most messages of one call. */
    int MAX_BATCH = 10;

    /**
     * A message in hand.
     *
     * @param id the queue's, kept by repetitions
     * @param handle of this delivery, for the calls below
     */
    record Received(String id, String handle, String body) {}

    /** Waits for messages; none if none came. */
    Future<List<Received>> receive();

    /** Removes messages; answers the handles of those that are worth another try. */
    Future<Set<String>> delete(List<String> handles);

    /** Hides messages from other receivers for some time from now. Those that it fails for come again, which is safe. */
    Future<Void> hide(List<String> handles, Duration duration);

    /** Ends calls under way. */
    void close();
}
