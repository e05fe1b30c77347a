package io.emailservice.limit;

import io.emailservice.config.Section;
import io.emailservice.message.SendRequest;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Limits beside those of the accounts, each by name, {@code *} for every name that has none of its own.
 *
 * @param reserve share of a burst that bulk may not use, 0 to 1: what comes in then goes to transactional mail first
 * @param quotaReserve share of a day's quota that bulk may not use, 0 to 1
 * @param maxWait how long a message waits in the process for its tokens; beyond that its job waits in Redis
 * @param recovery time in which a throttled account climbs from nothing to its limit
 * @param nodes nodes among which limits are divided while Redis is away; 0 for as many as were last seen
 */
public record LimitsConfig(
        double reserve,
        double quotaReserve,
        Duration maxWait,
        Duration recovery,
        int nodes,
        Map<String, Limit> sendingDomains,
        Map<String, Limit> tenants,
        Map<String, Limit> campaigns,
        Map<String, Limit> recipientDomains) {

    public static final LimitsConfig DEFAULTS = new LimitsConfig(
            0.2, 0.05, Duration.ofSeconds(5), Duration.ofMinutes(5), 0, Map.of(), Map.of(), Map.of(), Map.of());

    private static final String EVERY = "*";

    public LimitsConfig {
        sendingDomains = Map.copyOf(sendingDomains);
        tenants = Map.copyOf(tenants);
        campaigns = Map.copyOf(campaigns);
        recipientDomains = Map.copyOf(recipientDomains);
    }

    public static LimitsConfig from(Section section) {
        LimitsConfig config = new LimitsConfig(
                section.number("reserve", DEFAULTS.reserve, 0, 1),
                section.number("quotaReserve", DEFAULTS.quotaReserve, 0, 1),
                section.duration("maxWait", DEFAULTS.maxWait, Duration.ofMillis(10), Duration.ofMinutes(1)),
                section.duration("recovery", DEFAULTS.recovery, Duration.ofSeconds(1), Duration.ofDays(1)),
                section.integer("nodes", DEFAULTS.nodes, 0, 1_000),
                lowerCase(section.sections("sendingDomains", Map.of(), Limit::from)),
                section.sections("tenants", Map.of(), Limit::from),
                section.sections("campaigns", Map.of(), Limit::from),
                lowerCase(section.sections("recipientDomains", Map.of(), Limit::from)));
        section.end();
        return config;
    }

    /** Adds the scopes that hold for a request, whatever its account. */
    void addScopes(SendRequest request, List<Scope> scopes) {
        add(scopes, Scope.Kind.SENDING_DOMAIN, sendingDomains, request.from().domain(), "");
        add(scopes, Scope.Kind.TENANT, tenants, request.tenant(), "");
        add(scopes, Scope.Kind.CAMPAIGN, campaigns, request.campaign(), request.tenant() + "/");
        add(scopes, Scope.Kind.RECIPIENT_DOMAIN, recipientDomains, request.to().domain(), "");
    }

    private static void add(
            List<Scope> scopes, Scope.Kind kind, Map<String, Limit> limits, @Nullable String name, String owner) {
        if (name == null || limits.isEmpty()) {
            return;
        }
        Limit limit = limits.getOrDefault(name, limits.get(EVERY));
        if (limit != null) {
            scopes.add(new Scope(kind, owner + name, limit));
        }
    }

    private static Map<String, Limit> lowerCase(Map<String, Limit> limits) {
        Map<String, Limit> lower = new TreeMap<>();
        limits.forEach((name, limit) -> lower.put(name.toLowerCase(Locale.ROOT), limit));
        return lower;
    }
}
