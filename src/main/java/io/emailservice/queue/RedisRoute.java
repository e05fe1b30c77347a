package io.emailservice.queue;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the next connection goes: to the configured addresses in turn, or where a node of a cluster has sent us. Belongs
 * to its socket's context.
 */
final class RedisRoute {
    private static final Pattern MOVED = Pattern.compile("MOVED \\d+ (.*):(\\d+)");

    /** More hops in a row mean that the nodes don't agree; then a pause helps. */
    private static final int MOST_HOPS = 5;

    private final List<RedisUrl> addresses;
    private int turn;
    private int hops;
    private @Nullable RedisUrl sentTo;

    RedisRoute(RedisUrl url) {
        this.addresses = url.each();
    }

    RedisUrl next() {
        return sentTo == null ? addresses.get(turn) : sentTo;
    }

    /** The connection is in use, so a later way may be as long again. */
    void arrived() {
        hops = 0;
    }

    /** The address didn't serve: the next one's turn. */
    void failed() {
        if (sentTo == null) {
            turn = (turn + 1) % addresses.size();
        }
        sentTo = null;
        hops = 0;
    }

    /** Follows an answer that names the owner of our keys; false if it names none, or after too many. */
    boolean follows(Throwable answer) {
        Matcher moved = MOVED.matcher(String.valueOf(answer.getMessage()));
        if (!moved.lookingAt() || hops >= MOST_HOPS) {
            return false;
        }
        hops++;
        sentTo = next().at(moved.group(1), Integer.parseInt(moved.group(2)));
        return true;
    }
}
