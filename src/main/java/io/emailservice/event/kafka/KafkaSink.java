package io.emailservice.event.kafka;

import io.emailservice.event.EventSink;
import io.emailservice.event.PublishedEvent;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.producer.KafkaProducer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes each event to one topic under its subject as key, as CloudEvents in structured mode. A batch is taken when all
 * replicas have all of it. After a failure the producer is thrown away with everything that waits in it: what the next
 * one writes must not be overtaken by what the last one still had. Belongs to the event loop of its relays.
 */
public final class KafkaSink implements EventSink {
    public static final String NAME = "kafka";

    private static final Logger LOG = LoggerFactory.getLogger(KafkaSink.class);

    private final Vertx vertx;
    private final KafkaConfig config;
    private final Records records;
    private @Nullable Future<KafkaProducer<String, byte[]>> current;

    public KafkaSink(Vertx vertx, KafkaConfig config) {
        this.vertx = vertx;
        this.config = config;
        this.records = new Records(config.topic(), config.maxEventBytes());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Future<Void> publish(List<PublishedEvent> batch) {
        Future<KafkaProducer<String, byte[]>> used = producer();
        return used.compose(producer -> send(producer.unwrap(), Waves.of(batch)))
                .recover(failure -> discard(used).compose(gone -> Future.failedFuture(failure)));
    }

    @Override
    public Future<Void> close() {
        Future<KafkaProducer<String, byte[]>> used = current;
        return used == null ? Future.succeededFuture() : discard(used);
    }

    /** Made off the event loop: it looks up the names of the brokers. */
    private Future<KafkaProducer<String, byte[]>> producer() {
        Future<KafkaProducer<String, byte[]>> known = current;
        if (known == null) {
            known = vertx.executeBlocking(() ->
                    KafkaProducer.create(vertx, config.producer(), new StringSerializer(), new ByteArraySerializer()));
            current = known;
        }
        return known;
    }

    private Future<Void> send(Producer<String, byte[]> producer, List<List<PublishedEvent>> waves) {
        Future<Void> all = Future.succeededFuture();
        for (List<PublishedEvent> wave : waves) {
            all = all.compose(before -> sendAll(producer, wave));
        }
        return all;
    }

    /**
     * One blocking task for all of them, not one each as the Vert.x producer has it: a producer that knows no brokers
     * blocks for a while at each event, and its end would wait behind all of that. Ends with the first failure.
     */
    private Future<Void> sendAll(Producer<String, byte[]> producer, List<PublishedEvent> wave) {
        Acknowledgements all = new Acknowledgements(wave.size());
        return vertx.<@Nullable Void>executeBlocking(() -> {
                    for (PublishedEvent event : wave) {
                        if (all.failed()) {
                            break;
                        }
                        var sent = producer.send(records.of(event), all);
                        LOG.trace("event=kafka_send sequence={} done={}", event.sequence(), sent.isDone());
                    }
                    return null;
                })
                .compose(handedOver -> all.future())
                .timeout(config.deadline().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Ends without waiting for what is in it. Never fails. */
    private Future<Void> discard(Future<KafkaProducer<String, byte[]>> used) {
        if (current == used) {
            current = null;
        }
        return used.compose(producer -> producer.close(0)).recover(failure -> {
            LOG.debug("event=kafka_producer_not_closed reason=\"{}\"", failure.getMessage());
            return Future.succeededFuture();
        });
    }
}
