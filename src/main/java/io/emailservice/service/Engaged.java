package io.emailservice.service;

import io.emailservice.message.EventType;
import io.emailservice.store.Engagements;
import io.emailservice.tracking.Engagement;
import io.emailservice.tracking.Visit;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** What recipients do, written into the store as events; an unsubscribe suppresses the address as well. */
record Engaged(Engagements store) implements Engagement {
    @Override
    public Future<Void> opened(Visit visit) {
        return store.note(
                visit.messageId(),
                EventType.MESSAGE_OPENED,
                visit.time(),
                evidence(visit).encode());
    }

    @Override
    public Future<Void> clicked(Visit visit, String url, int link) {
        JsonObject data = evidence(visit).put("url", url).put("link", link);
        return store.note(visit.messageId(), EventType.MESSAGE_CLICKED, visit.time(), data.encode());
    }

    @Override
    public Future<Void> unsubscribed(Visit visit, boolean oneClick) {
        JsonObject data = evidence(visit).put("oneClick", oneClick);
        return store.unsubscribe(visit.messageId(), visit.time(), data.encode());
    }

    private static JsonObject evidence(Visit visit) {
        return new JsonObject().put("userAgent", visit.userAgent()).put("head", visit.head());
    }
}
