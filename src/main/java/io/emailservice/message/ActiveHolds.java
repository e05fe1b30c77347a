package io.emailservice.message;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The holds that stop something now, and which of them stops a message. Immutable and pure: who asks brings the time. A
 * message that no hold could concern costs a look at an empty map.
 */
public final class ActiveHolds {
    public static final ActiveHolds NONE = new ActiveHolds(List.of());

    private final Map<HoldScope.Kind, Map<String, List<Hold>>> byScope = new EnumMap<>(HoldScope.Kind.class);
    private final int size;

    public ActiveHolds(Collection<Hold> holds) {
        for (Hold hold : holds) {
            byScope.computeIfAbsent(hold.scope().kind(), kind -> new HashMap<>())
                    .computeIfAbsent(hold.scope().value(), value -> new ArrayList<>(1))
                    .add(hold);
        }
        this.size = holds.size();
    }

    public int size() {
        return size;
    }

    /** The hold that stops this message whatever account it goes through, or null. One that cancels comes first. */
    public @Nullable Hold over(SendRequest request, Instant now) {
        return size == 0 ? null : over(HoldTarget.of(request), now);
    }

    /** Like {@link #over(SendRequest, Instant)}, once it is known which version of its template it is made from. */
    public @Nullable Hold over(SendRequest request, @Nullable Integer templateVersion, Instant now) {
        if (size == 0) {
            return null;
        }
        HoldTarget target = HoldTarget.of(request);
        return over(templateVersion == null ? target : target.withVersion(templateVersion), now);
    }

    /** Like {@link #over(SendRequest, Instant)}. */
    public @Nullable Hold over(HoldTarget target, Instant now) {
        Hold found = stricter(null, HoldScope.Kind.TENANT, target.tenant(), target, now);
        found = stricter(found, HoldScope.Kind.CAMPAIGN, target.campaign(), target, now);
        found = stricter(found, HoldScope.Kind.TEMPLATE, target.template(), target, now);
        if (target.templateVersion() != null) {
            String version = target.template() + "@" + target.templateVersion();
            found = stricter(found, HoldScope.Kind.TEMPLATE, version, target, now);
        }
        found = stricter(found, HoldScope.Kind.SENDING_DOMAIN, target.sendingDomain(), target, now);
        for (String domain : target.recipientDomains()) {
            found = stricter(found, HoldScope.Kind.RECIPIENT_DOMAIN, domain, target, now);
        }
        return found;
    }

    /** The hold that closes a provider account for a tenant, or for all tenants if {@code tenant} is null; or null. */
    public @Nullable Hold overProvider(String account, @Nullable String tenant, Instant now) {
        for (Hold hold : of(HoldScope.Kind.PROVIDER, account)) {
            boolean concerns = tenant == null
                    ? hold.scope().tenant() == null
                    : hold.scope().concerns(tenant);
            if (concerns && hold.inForce(now)) {
                return hold;
            }
        }
        return null;
    }

    /** The accounts that are closed for a tenant. */
    public Set<String> heldProviders(String tenant, Instant now) {
        Map<String, List<Hold>> providers = byScope.get(HoldScope.Kind.PROVIDER);
        if (providers == null) {
            return Set.of();
        }
        Set<String> held = new HashSet<>();
        for (String account : providers.keySet()) {
            if (overProvider(account, tenant, now) != null) {
                held.add(account);
            }
        }
        return held;
    }

    private @Nullable Hold stricter(
            @Nullable Hold found, HoldScope.Kind kind, @Nullable String value, HoldTarget target, Instant now) {
        if (value == null || (found != null && found.cancels())) {
            return found;
        }
        Hold strictest = found;
        for (Hold hold : of(kind, value)) {
            if (hold.scope().concerns(target.tenant())
                    && hold.inForce(now)
                    && (strictest == null || (hold.cancels() && !strictest.cancels()))) {
                strictest = hold;
            }
        }
        return strictest;
    }

    private List<Hold> of(HoldScope.Kind kind, String value) {
        Map<String, List<Hold>> values = byScope.get(kind);
        return values == null ? List.of() : values.getOrDefault(value, List.of());
    }
}
