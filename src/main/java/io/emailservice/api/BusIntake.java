package io.emailservice.api;

import io.emailservice.message.Problem;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers send requests on the bus address {@code email.send}, also from other nodes of the cluster. The body is the
 * JSON of a request, as object, text or bytes; a header {@code Idempotency-Key} may give the key. The reply is
 * {@code {"messageId", "status"}}; a failure has the code of HTTP and a JSON text with all problems. Members of the
 * cluster are trusted with every tenant. State is touched on the event loop of the verticle only.
 */
public final class BusIntake extends VerticleBase {
    public static final String ADDRESS = "email.send";
    private static final Caller CLUSTER = new Caller("bus", null, EnumSet.allOf(Right.class));

    private final Reception reception;
    private final Promise<Void> idle = Promise.promise();
    private @Nullable MessageConsumer<Object> consumer;
    private int inFlight;
    private boolean stopping;

    public BusIntake(Reception reception) {
        this.reception = reception;
    }

    @Override
    public Future<?> start() {
        MessageConsumer<Object> created = vertx.eventBus().consumer(ADDRESS, this::receive);
        consumer = created;
        return created.completion();
    }

    /** Takes no more questions and answers those it has. */
    @Override
    public Future<?> stop() {
        stopping = true;
        completeIfIdle();
        return consumer == null
                ? Future.succeededFuture()
                : consumer.unregister().eventually(idle::future);
    }

    private void receive(Message<Object> question) {
        inFlight++;
        answer(question.body(), question.headers().get("Idempotency-Key"))
                .onSuccess(received -> {
                    if (received instanceof Received.Taken taken) {
                        question.reply(taken.accepted().toJson());
                    } else {
                        question.fail(received.code(), received.toJson().encode());
                    }
                })
                .onComplete(done -> {
                    inFlight--;
                    completeIfIdle();
                });
    }

    private Future<Received> answer(@Nullable Object body, @Nullable String key) {
        byte @Nullable [] json = bytes(body);
        return json == null
                ? Future.succeededFuture(new Received.Invalid(List.of(new Problem("", "must be a JSON object"))))
                : reception.receive("bus", CLUSTER, json, key);
    }

    private static byte @Nullable [] bytes(@Nullable Object body) {
        if (body instanceof JsonObject json) {
            return json.toBuffer().getBytes();
        }
        if (body instanceof Buffer buffer) {
            return buffer.getBytes();
        }
        if (body instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        return body instanceof byte[] bytes ? bytes : null;
    }

    private void completeIfIdle() {
        if (stopping && inFlight == 0) {
            idle.tryComplete();
        }
    }
}
