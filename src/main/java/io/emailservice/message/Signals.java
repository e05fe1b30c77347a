package io.emailservice.message;

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
 */
public record Signals(
        @Nullable String userAgent,
        @Nullable String address,
        @Nullable String clientType,
        @Nullable String url,
        @Nullable String machine,
        @Nullable String detail) {

    public static final Signals NONE = new Signals(null, null, null, null, null, null);

    public Signals {
        userAgent = Wording.cutOrNull(userAgent, 512);
        address = Wording.cutOrNull(address, 64);
        clientType = Wording.cutOrNull(clientType, 50);
        url = Wording.cutOrNull(url, 2_000);
        machine = Wording.cutOrNull(machine, 50);
        detail = Wording.cutOrNull(detail, 100);
    }
}
