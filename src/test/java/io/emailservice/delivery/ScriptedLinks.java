package io.emailservice.delivery;

import io.emailservice.message.Content;
import io.emailservice.message.Outcome;
import io.emailservice.message.OutgoingMessage;
import io.emailservice.message.RenderedMessage;
import io.emailservice.message.SendRequest;
import io.emailservice.message.Sources;
import io.emailservice.provider.Lookup;
import io.emailservice.render.RenderResult;
import io.emailservice.render.RenderTask;
import io.emailservice.template.Resolution;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The other rooms by script: what they answer in turn, and what was asked of them. An unscripted call is a mistake. */
final class ScriptedLinks implements Links {
    private static final Deque<Future<Outcome>> NONE = new ArrayDeque<>();

    /** Accounts in the order in which they were called. */
    final List<String> calls = new ArrayList<>();

    /** Messages as they went out. */
    final List<OutgoingMessage> outgoing = new ArrayList<>();

    /** Look-ups as {@code account messageId instant}. */
    final List<String> lookups = new ArrayList<>();

    Instant postsRead = Instant.parse("2999-01-01T00:00:00Z");
    int rendered;
    Runnable whileRendering = () -> {};
    Runnable whileCalling = () -> {};
    Future<Resolution> resolution =
            Future.succeededFuture(new Resolution.Found(Sources.inline(new Content("Hello", null, "Hello Ann"))));
    Future<RenderResult> rendering = Future.succeededFuture(
            new RenderResult.Rendered(new RenderedMessage("Hello", null, "Hello Ann", Map.of())));

    private final Map<String, Deque<Future<Outcome>>> outcomes = new HashMap<>();
    private final Deque<Future<Lookup>> records = new ArrayDeque<>();

    void answer(String account, Outcome... inTurn) {
        for (Outcome outcome : inTurn) {
            answer(account, Future.succeededFuture(outcome));
        }
    }

    void answer(String account, Future<Outcome> outcome) {
        outcomes.computeIfAbsent(account, name -> new ArrayDeque<>()).add(outcome);
    }

    void record(Lookup lookup) {
        record(Future.succeededFuture(lookup));
    }

    void record(Future<Lookup> lookup) {
        records.add(lookup);
    }

    @Override
    public Future<Resolution> resolve(SendRequest request) {
        return resolution;
    }

    @Override
    public Future<RenderResult> render(RenderTask task) {
        rendered++;
        whileRendering.run();
        return rendering;
    }

    @Override
    public Future<Outcome> send(String account, OutgoingMessage message) {
        calls.add(account);
        outgoing.add(message);
        whileCalling.run();
        return outcomes.getOrDefault(account, NONE).remove();
    }

    @Override
    public Future<Instant> postsReadUntil() {
        return Future.succeededFuture(postsRead);
    }

    @Override
    public Future<Lookup> find(String account, UUID messageId, Instant attemptAt) {
        lookups.add(account + " " + messageId + " " + attemptAt);
        return records.remove();
    }
}
