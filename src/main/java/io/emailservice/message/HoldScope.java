package io.emailservice.message;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which messages a hold stops: those whose {@code kind} has this value, of one tenant or of all.
 *
 * @param value name of a campaign, tenant, provider account or domain; a template's id, or one of its versions as
 *     {@code id@version}
 * @param tenant the only tenant it concerns, or null for all
 */
public record HoldScope(Kind kind, String value, @Nullable String tenant) {
    /** What a message is matched by. */
    public enum Kind {
        CAMPAIGN,
        TEMPLATE,
        TENANT,
        /** A provider account: its messages may go through others. */
        PROVIDER,
        /** Of the header From. */
        SENDING_DOMAIN,
        /** Of any recipient, copies included. */
        RECIPIENT_DOMAIN;

        public static final Map<String, Kind> BY_NAME =
                Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(Kind::wire, Function.identity()));

        /** The name in requests, answers and the store. */
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Domains are compared in lower case. */
    public HoldScope {
        if (kind == Kind.SENDING_DOMAIN || kind == Kind.RECIPIENT_DOMAIN) {
            value = value.toLowerCase(Locale.ROOT);
        }
    }

    boolean concerns(String messageTenant) {
        return tenant == null || tenant.equals(messageTenant);
    }
}
