package io.emailservice.delivery;

import io.emailservice.message.Stream;

/** What the delivery measures. Every {@link Work} is counted exactly once, when its verdict is given. */
public interface DeliveryMetrics {
    /** Measures nothing. */
    DeliveryMetrics NONE = (stream, verdict, nanos) -> {};

    /**
     * A verdict was given.
     *
     * @param nanos since the work came in
     */
    void delivered(Stream stream, Verdict verdict, long nanos);
}
