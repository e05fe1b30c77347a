package io.emailservice.service;

import io.emailservice.store.FeedbackReader;
import io.emailservice.store.Feedbacks;
import io.emailservice.store.Posts;
import io.emailservice.store.StoreException;
import io.emailservice.webhook.Backlog;
import io.vertx.core.Future;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Kept posts in the store, with what reads them. */
record StoredBacklog(Feedbacks feedbacks, Posts posts, FeedbackReader reader) implements Backlog {
    @Override
    public Future<Round> next(int most) {
        return feedbacks
                .work(most, reader)
                .map(done -> new Round(done.posts(), done.fresh(), done.repeats(), done.orphans(), done.newest()));
    }

    @Override
    public Future<@Nullable UUID> skip() {
        return feedbacks.skip().map(id -> id.orElse(null));
    }

    @Override
    public Future<Tried> retryOrphans(int most) {
        return feedbacks
                .orphans()
                .retry(most, reader)
                .map(tried -> new Tried(tried.due(), tried.found(), tried.reported()));
    }

    @Override
    public int storing() {
        return posts.together();
    }

    @Override
    public boolean passing(Throwable failure) {
        return failure instanceof StoreException trouble && trouble.reason() == StoreException.Reason.UNAVAILABLE;
    }
}
