package io.emailservice.api;

import io.vertx.ext.web.RoutingContext;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who asks.
 *
 * @param name of the API key
 * @param tenant the only tenant it may act for, or null for all
 */
public record Caller(String name, @Nullable String tenant, Set<Right> rights) {
    private static final String KEY = "email-service.caller";
    private static final String DEFAULT_TENANT = "default";

    public Caller {
        rights = Set.copyOf(rights);
    }

    /** The caller of a request that passed {@link Authentication}. */
    public static Caller of(RoutingContext context) {
        return context.get(KEY);
    }

    void attachTo(RoutingContext context) {
        context.put(KEY, this);
    }

    /** The tenant of a request that names none. */
    String defaultTenant() {
        return tenant == null ? DEFAULT_TENANT : tenant;
    }

    public boolean mayActFor(String other) {
        return tenant == null || tenant.equals(other);
    }
}
