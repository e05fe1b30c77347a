package io.emailservice.provider;

import io.emailservice.message.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What one account's sender counts. Every question ends in exactly one outcome; the calls made are the outcomes without
 * {@code not_tried}. An alert belongs on {@code unknown} (may be sent, must be settled) and on the breaker.
 */
final class SenderMetrics {
    private final MeterRegistry registry;
    private final Tags account;
    private final Map<String, Counter> outcomes = new HashMap<>();
    private final Timer calls;

    SenderMetrics(MeterRegistry registry, String account) {
        this.registry = registry;
        this.account = Tags.of("account", account);
        this.calls = Timer.builder("email.provider.call")
                .description("Duration of provider calls")
                .tags(this.account)
                .serviceLevelObjectives(
                        Duration.ofMillis(10),
                        Duration.ofMillis(50),
                        Duration.ofMillis(100),
                        Duration.ofMillis(250),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5))
                .register(registry);
    }

    void outcome(Outcome outcome) {
        outcomes.computeIfAbsent(outcome.name(), this::counter).increment();
    }

    void callEnded(long millis) {
        calls.record(Duration.ofMillis(millis));
    }

    /** Shows a number of the sender; read from the thread that collects metrics. */
    void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder("email.provider." + name, value)
                .description(description)
                .tags(account)
                .register(registry);
    }

    private Counter counter(String outcome) {
        return Counter.builder("email.provider.outcomes")
                .description("What attempts came to")
                .tags(account.and("outcome", outcome))
                .register(registry);
    }
}
