package io.emailservice.service;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.cluster.infinispan.InfinispanClusterManager;

/** A program of somebody else in the cluster: prints {@code ready}, then every sent event it hears, one a line. */
public final class EventListener {
    private EventListener() {}

    public static void main(String[] args) {
        Vertx.builder()
                .with(new VertxOptions())
                .withClusterManager(new InfinispanClusterManager())
                .buildClustered()
                .compose(vertx -> vertx.eventBus()
                        .<JsonObject>consumer(
                                "email.events.message.sent",
                                event -> System.out.println(
                                        "event " + event.body().encode()))
                        .completion())
                .onSuccess(ready -> System.out.println("ready"))
                .onFailure(failure -> {
                    System.out.println("failed " + failure);
                    System.exit(1);
                });
    }
}
