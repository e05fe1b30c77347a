package io.emailservice.limit;

import java.util.function.DoubleSupplier;

/**
 * What the limits measure. A message is counted as denied each time it is sent back to wait. An alert belongs on
 * {@link #alone}: while it grows, every node keeps to its share.
 */
public interface LimitMetrics {
    /** Measures nothing. */
    LimitMetrics NONE = new LimitMetrics() {};

    /** A message has to come again, because of a limit of this kind. */
    default void denied(String kind) {}

    /** Redis was away for a question; this node decided alone. */
    default void alone() {}

    /** An account was throttled by its provider. */
    default void throttled(String account) {}

    /** A value by account, or of the node if the account is empty. */
    default void gauge(String name, String account, DoubleSupplier value) {}
}
