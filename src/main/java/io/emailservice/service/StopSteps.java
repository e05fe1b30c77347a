package io.emailservice.service;

import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What must be stopped, last started first. Every step runs even if one before it failed. */
final class StopSteps {
    private static final Logger LOG = LoggerFactory.getLogger(StopSteps.class);

    private final Deque<Step> steps = new ArrayDeque<>();

    private record Step(String name, Supplier<? extends Future<?>> stop) {}

    synchronized void add(String name, Supplier<? extends Future<?>> stop) {
        steps.push(new Step(name, stop));
    }

    /** Fails with the first failure after all steps have ended. */
    synchronized Future<Void> run() {
        Future<Void> all = Future.succeededFuture();
        while (!steps.isEmpty()) {
            Step step = steps.pop();
            all = all.<Void>eventually(() -> {
                LOG.debug("event=stopping part={}", step.name());
                return step.stop().get().mapEmpty();
            });
        }
        return all;
    }
}
