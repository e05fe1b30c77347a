package io.emailservice.webhook;

import io.vertx.core.Future;

/** Where posts are kept. Safe from any thread. */
public interface Inbox {
    /** What became of a post. */
    enum Receipt {
        /** Stored. */
        NEW,
        /** The same post was stored before. */
        REPEAT,
        /** Another body came with this key before, and is kept; this one isn't. */
        REPLAYED
    }

    /** Completes after the commit. Fails if nothing is known to be stored: the sender must send again. */
    Future<Receipt> store(RawPost post);
}
