package io.emailservice.message;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a provider tells of whoever opened, clicked, unsubscribed or complained. Null for whatever it didn't tell.
 *
 * @param userAgent of the mail program or browser; of the reporting system for a complaint
 * @param address IP address as text; may be no legal one
 * @param clientType the provider's guess, for example {@code mobile browser}
 * @param url target of the link that was followed
 * @param machine the provider's own suspicion of a machine, for example {@code apple}; null for none
 * @param detail what else tells one such event from another: the feedback type of a complaint ({@code abuse},
 *     {@code not-spam}), the source of an unsubscribe
 * @param headers telling headers of a request to our own links by lower-case name, and its method if it wasn't GET under
 *     {@link #METHOD}; null if nobody tells
 */
public record Signals(
        @Nullable String userAgent,
        @Nullable String address,
        @Nullable String clientType,
        @Nullable String url,
        @Nullable String machine,
        @Nullable String detail,
        @Nullable Map<String, String> headers) {

    /** Stands among the headers. */
    public static final String METHOD = ":method";

    public static final Signals NONE = new Signals(null, null, null, null, null, null);

    /** What a provider tells: never the headers. */
    public Signals(
            @Nullable String userAgent,
            @Nullable String address,
            @Nullable String clientType,
            @Nullable String url,
            @Nullable String machine,
            @Nullable String detail) {
        this(userAgent, address, clientType, url, machine, detail, null);
    }

    public Signals {
        userAgent = Wording.cutOrNull(userAgent, 512);
        address = Wording.cutOrNull(address, 64);
        clientType = Wording.cutOrNull(clientType, 50);
        url = Wording.cutOrNull(url, 2_000);
        machine = Wording.cutOrNull(machine, 50);
        detail = Wording.cutOrNull(detail, 100);
        headers = headers == null ? null : Map.copyOf(headers);
    }
}
