package io.emailservice.provider;

import io.emailservice.message.Failure;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Hears about changes of an account: to open and close lanes, to publish provider events, to alert. Called on the
 * account's event loop, after the {@link ProviderAccount} shows the change; must not block.
 */
public interface ProviderListener {
    /** Hears nothing. */
    ProviderListener NONE = new ProviderListener() {};

    /**
     * The circuit changed.
     *
     * @param cause the fault that opened it; null when it half-opens or closes
     */
    default void breakerChanged(ProviderAccount account, BreakerState from, BreakerState to, @Nullable Failure cause) {}

    /** The provider asked for a pause: the account doesn't accept until it is over. */
    default void paused(ProviderAccount account, Duration pause, Failure cause) {}

    /** A pause is over. */
    default void resumed(ProviderAccount account) {}

    /** The provider's limits were read. */
    default void quotaRead(ProviderAccount account, SendQuota quota) {}
}
