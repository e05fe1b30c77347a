package io.emailservice.ops;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * Makes the service's meters with one naming and one bucket scheme. A meter is made once and kept by its user: looking
 * one up by name for each message costs more than counting. Safe from any thread.
 */
public final class Meters {
    /** From a fast local call to the longest provider timeout. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(15),
        Duration.ofSeconds(60)
    };

    private final MeterRegistry registry;

    public Meters(MeterRegistry registry) {
        this.registry = registry;
    }

    public Counter counter(String name, String description) {
        return counter(name, description, Tags.empty());
    }

    /** A counter for each combination of values of the labels. */
    public Labelled<Counter> counters(String name, String description, String... labels) {
        return new Labelled<>(labels, tags -> counter(name, description, tags));
    }

    public Timer timer(String name, String description) {
        return timer(name, description, Tags.empty());
    }

    /** A timer for each combination of values of the labels. */
    public Labelled<Timer> timers(String name, String description, String... labels) {
        return new Labelled<>(labels, tags -> timer(name, description, tags));
    }

    /** A value that is read at each scrape, from the thread of the scrape. */
    public void gauge(String name, String description, DoubleSupplier value, String... labelsAndValues) {
        Gauge gauge = Gauge.builder(checked(name), value::getAsDouble)
                .description(description)
                .tags(labelsAndValues)
                .strongReference(true)
                .register(registry);
        if (gauge.getId().getName().isEmpty()) {
            throw new IllegalStateException(name);
        }
    }

    private Counter counter(String name, String description, Tags tags) {
        return Counter.builder(checked(name))
                .description(description)
                .tags(tags)
                .register(registry);
    }

    private Timer timer(String name, String description, Tags tags) {
        return Timer.builder(checked(name))
                .description(description)
                .tags(tags)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private static String checked(String name) {
        if (!name.startsWith("email_")) {
            throw new IllegalArgumentException("metric names begin with email_: " + name);
        }
        return name;
    }
}
