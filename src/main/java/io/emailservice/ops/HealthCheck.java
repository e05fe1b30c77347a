package io.emailservice.ops;

import io.vertx.core.Future;

/**
 * Says whether a part that the service can't do without is likely to work: the store, Redis. Cheap, safe to call often,
 * and never about a provider, whose outage must not take the service out of rotation.
 */
public interface HealthCheck {
    /** Short and fixed, for example {@code postgres}. */
    String name();

    /** A failed future counts like a failed result. */
    Future<CheckResult> check();
}
