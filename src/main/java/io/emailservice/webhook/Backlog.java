package io.emailservice.webhook;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The posts that are kept and not understood yet. Safe from any context. */
public interface Backlog {
    /**
     * What reading some posts came to.
     *
     * @param posts how many were read
     * @param fresh what of their feedback was never seen before
     * @param repeats what of it was
     * @param orphans what of it is about messages that are not known (yet)
     * @param newest when the last of the posts came in, or null if there was none
     */
    record Round(
            int posts,
            int fresh,
            int repeats,
            int orphans,
            @Nullable Instant newest) {}

    /**
     * What trying orphans again came to.
     *
     * @param found how many found their message
     * @param reported how many were given up now
     */
    record Tried(int due, int found, int reported) {}

    /**
     * Reads and applies the next posts, together or not at all; nothing while another node is at it.
     *
     * @param most posts at once
     */
    Future<Round> next(int most);

    /** Passes the next post over; it stays stored. Its id, or null if none waits. */
    Future<@Nullable UUID> skip();

    /** Tries feedback again whose message was not known, as far as it is due. */
    Future<Tried> retryOrphans(int most);

    /** How many posts wait for the same commit now, or did for the last one. */
    int storing();

    /** Whether a failure says nothing about the posts: the store is away. */
    boolean passing(Throwable failure);
}
