package io.emailservice.provider;

import io.emailservice.bus.Address;
import io.emailservice.message.Outcome;
import io.emailservice.message.OutgoingMessage;
import java.time.Instant;
import java.util.UUID;

/** Where a provider account's sender answers. */
public final class SenderAddresses {
    private SenderAddresses() {}

    /** Makes one attempt. Ask with {@link SenderConfig#answerWithin()} as the timeout, or longer. */
    public static Address<OutgoingMessage, Outcome> send(String account) {
        return new Address<>("provider." + account + ".send");
    }

    /** Settles an unknown outcome. Ask with {@link SenderConfig#answerWithin()} as the timeout, or longer. */
    public static Address<Find, Lookup> find(String account) {
        return new Address<>("provider." + account + ".find");
    }

    /** Asks what the provider knows of a message. */
    public record Find(UUID messageId, Instant attemptAt) {}
}
