package io.emailservice.event.webhook;

import io.emailservice.config.Secret;
import io.emailservice.event.PublishedEvent;
import java.util.List;
import java.util.UUID;

/**
 * Where a tenant wants its events posted.
 *
 * @param types full names or beginnings with a star; empty for all
 * @param secrets each signs; two while the receiver changes over
 */
public record Endpoint(UUID id, String tenant, String url, List<String> types, List<Secret> secrets) {
    public Endpoint {
        types = List.copyOf(types);
        secrets = List.copyOf(secrets);
    }

    boolean wants(PublishedEvent event) {
        return tenant.equals(event.tenant())
                && (types.isEmpty() || types.stream().anyMatch(type -> fits(type, event.type())));
    }

    private static boolean fits(String wanted, String type) {
        return wanted.endsWith("*") ? type.startsWith(wanted.substring(0, wanted.length() - 1)) : type.equals(wanted);
    }
}
