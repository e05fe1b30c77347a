package io.emailservice.provider;

import java.time.Duration;
import java.util.Optional;

/** What anybody may know about a provider account right now. Safe from any thread; every call reads the present. */
public interface ProviderAccount {
    /** The name in the configuration. */
    String name();

    /** The provider, for example {@code mailgun}. */
    String kind();

    /** True if a message sent now would be tried: circuit closed or waiting for its probe, and no pause. */
    boolean accepting();

    BreakerState state();

    /** Time until the account accepts again; zero if it does now. */
    Duration untilAccepting();

    /** What the provider last said about the account's limits. */
    Optional<SendQuota> quota();
}
