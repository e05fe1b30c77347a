package io.emailservice.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is measured of the relays. Alert on events that wait long: a sink is away, or no node holds the part. Safe from
 * any thread.
 */
public interface EventMetrics {
    EventMetrics NONE = new EventMetrics() {
        @Override
        public void published(String sink, int events) {}

        @Override
        public void failed(String sink) {}

        @Override
        public void waiting(Part part, @Nullable Instant since) {}
    };

    /** A sink took events; repeats count again. */
    void published(String sink, int events);

    /** A batch failed and will come again. */
    void failed(String sink);

    /** Time of the oldest event that a part of ours hasn't published; null if none is known, or the part isn't ours. */
    void waiting(Part part, @Nullable Instant since);
}
