package io.emailservice.service;

import io.emailservice.store.Post;
import io.emailservice.store.Posts;
import io.emailservice.webhook.Inbox;
import io.emailservice.webhook.RawPost;
import io.vertx.core.Future;

/** The raw inbox of the webhooks in the store. */
record StoredInbox(Posts posts) implements Inbox {
    @Override
    public Future<Receipt> store(RawPost post) {
        return posts.store(
                        new Post(
                                post.id(),
                                post.provider(),
                                post.account(),
                                post.receivedAt(),
                                post.contentType(),
                                post.body()),
                        post.key())
                .map(kept -> switch (kept) {
                    case NEW -> Receipt.NEW;
                    case REPEAT -> Receipt.REPEAT;
                    case REPLAYED -> Receipt.REPLAYED;
                });
    }
}
