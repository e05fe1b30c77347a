package io.emailservice.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.function.Function;

/**
 * An event-bus address that says what goes in and what comes out. In-process only, bodies by reference: questions and
 * answers must be deeply immutable.
 *
 * @param <Q> type of the questions
 * @param <A> type of the answers
 */
public record Address<Q, A>(String name) {
    private static final DeliveryOptions BY_REFERENCE =
            new DeliveryOptions().setCodecName(ByReference.NAME).setLocalOnly(true);
    private static final int FAILED = 1;

    /** Must be called once per Vert.x instance, before any address is used. */
    public static void install(Vertx vertx) {
        vertx.eventBus().registerCodec(new ByReference());
    }

    /**
     * Asks, and fails if no answer comes in time. A timeout says nothing about the work: it may still go on.
     *
     * @param timeout longer than every inner deadline of the one who answers
     */
    public Future<A> ask(Vertx vertx, Q question, Duration timeout) {
        DeliveryOptions options = new DeliveryOptions(BY_REFERENCE).setSendTimeout(timeout.toMillis());
        return vertx.eventBus().<A>request(name, question, options).map(Message::body);
    }

    /**
     * Answers every question exactly once, also when the handler throws. Call it in {@code start()}: the consumer then
     * ends with the verticle.
     *
     * @return completes when questions can arrive
     */
    public Future<Void> serve(Vertx vertx, Function<Q, Future<A>> handler) {
        MessageConsumer<Q> consumer = vertx.eventBus().localConsumer(name);
        consumer.handler(message -> attempt(handler, message.body()).onComplete(done -> {
            if (done.succeeded()) {
                message.reply(done.result(), BY_REFERENCE);
            } else {
                message.fail(FAILED, String.valueOf(done.cause()));
            }
        }));
        return consumer.completion();
    }

    private static <Q, A> Future<A> attempt(Function<Q, Future<A>> handler, Q question) {
        try {
            return handler.apply(question);
        } catch (RuntimeException bug) {
            return Future.failedFuture(bug);
        }
    }
}
