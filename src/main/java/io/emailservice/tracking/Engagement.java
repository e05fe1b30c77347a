package io.emailservice.tracking;

import io.vertx.core.Future;

/** What becomes of an open, a click and an unsubscribe. Called on the event loops of the HTTP server. */
public interface Engagement {
    /** The pixel was fetched. The recipient's answer doesn't wait for this. */
    Future<Void> opened(Visit visit);

    /**
     * A link was followed. The recipient's answer doesn't wait for this.
     *
     * @param url target of the link as it stood in the message
     * @param link index of the link among the tracked ones of the message, from 0
     */
    Future<Void> clicked(Visit visit, String url, int link);

    /**
     * The recipient wants no more. Must be idempotent; the recipient is told "done" only after this has succeeded.
     *
     * @param oneClick whether the mail program asked (RFC 8058) and not the page
     */
    Future<Void> unsubscribed(Visit visit, boolean oneClick);
}
