package io.emailservice.service;

import io.emailservice.delivery.Links;
import io.emailservice.message.Outcome;
import io.emailservice.message.OutgoingMessage;
import io.emailservice.message.SendRequest;
import io.emailservice.provider.AccountConfig;
import io.emailservice.provider.Lookup;
import io.emailservice.provider.SenderAddresses;
import io.emailservice.render.RenderResult;
import io.emailservice.render.RenderTask;
import io.emailservice.render.RenderVerticle;
import io.emailservice.store.Posts;
import io.emailservice.template.Resolution;
import io.emailservice.template.Templates;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/** The delivery's neighbours over the event bus, each with the deadline of the one who answers. */
final class BusLinks implements Links {
    /** Rendering itself has a far shorter limit; this covers the wait for a render thread. */
    private static final Duration RENDER = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final Templates templates;
    private final Posts posts;
    private final Map<String, AccountConfig> accounts;

    BusLinks(Vertx vertx, Templates templates, Posts posts, Map<String, AccountConfig> accounts) {
        this.vertx = vertx;
        this.templates = templates;
        this.posts = posts;
        this.accounts = Map.copyOf(accounts);
    }

    @Override
    public Future<Resolution> resolve(SendRequest request) {
        return templates.resolve(request);
    }

    @Override
    public Future<RenderResult> render(RenderTask task) {
        return RenderVerticle.ADDRESS.ask(vertx, task, RENDER);
    }

    @Override
    public Future<Outcome> send(String account, OutgoingMessage message) {
        return SenderAddresses.send(account).ask(vertx, message, answerWithin(account));
    }

    @Override
    public Future<Instant> postsReadUntil() {
        return posts.readUntil();
    }

    @Override
    public Future<Lookup> find(String account, UUID messageId, Instant attemptAt) {
        AccountConfig known = accounts.get(account);
        if (known == null) {
            return Future.succeededFuture(new Lookup.CannotTell("the account is no longer configured"));
        }
        return SenderAddresses.find(account)
                .ask(vertx, new SenderAddresses.Find(messageId, attemptAt), answerWithin(account));
    }

    private Duration answerWithin(String account) {
        return Objects.requireNonNull(accounts.get(account), account).sender().answerWithin();
    }
}
