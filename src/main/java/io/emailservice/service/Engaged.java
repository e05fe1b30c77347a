package io.emailservice.service;

import io.emailservice.message.FeedbackKind;
import io.emailservice.message.Uuid7;
import io.emailservice.store.Post;
import io.emailservice.store.Posts;
import io.emailservice.tracking.Engagement;
import io.emailservice.tracking.Visit;
import io.emailservice.tracking.VisitPost;
import io.vertx.core.Future;
import java.util.UUID;

/** What recipients do is kept like what providers tell, and read with it: in one order, by one reader. */
record Engaged(Posts posts, Uuid7 ids) implements Engagement {
    @Override
    public Future<Void> opened(Visit visit) {
        return keep(new VisitPost(FeedbackKind.OPENED, visit, null, null));
    }

    @Override
    public Future<Void> clicked(Visit visit, String url, int link) {
        return keep(new VisitPost(FeedbackKind.CLICKED, visit, url, "link " + link));
    }

    @Override
    public Future<Void> unsubscribed(Visit visit, boolean oneClick) {
        return keep(new VisitPost(FeedbackKind.UNSUBSCRIBED, visit, null, oneClick ? "one-click" : "page"));
    }

    private Future<Void> keep(VisitPost post) {
        UUID id = ids.next();
        return posts.store(
                        new Post(id, VisitPost.SOURCE, null, post.visit().time(), VisitPost.CONTENT_TYPE, post.body()),
                        id.toString())
                .mapEmpty();
    }
}
