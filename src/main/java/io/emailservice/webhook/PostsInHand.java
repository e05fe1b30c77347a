package io.emailservice.webhook;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** How many posts are being read, checked and stored, and how large they are together. Safe from any thread. */
final class PostsInHand {
    private final int maxPosts;
    private final long maxBytes;
    private final AtomicInteger posts = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    PostsInHand(int maxPosts, long maxBytes) {
        this.maxPosts = maxPosts;
        this.maxBytes = maxBytes;
    }

    /** One more post; false, and nothing taken, if there are too many. Each true needs one {@link #leave}. */
    boolean enter() {
        if (posts.incrementAndGet() <= maxPosts) {
            return true;
        }
        posts.decrementAndGet();
        return false;
    }

    /** More bytes of posts in hand; false, and nothing taken, if there are too many. */
    boolean grow(int more) {
        if (bytes.addAndGet(more) <= maxBytes) {
            return true;
        }
        bytes.addAndGet(-more);
        return false;
    }

    /** A post is gone, with the bytes that were granted to it. */
    void leave(int itsBytes) {
        posts.decrementAndGet();
        bytes.addAndGet(-itsBytes);
    }

    int posts() {
        return posts.get();
    }
}
