package io.emailservice.service;

import io.emailservice.intake.Addresses;
import io.emailservice.message.Mailbox;
import io.emailservice.suppression.AddressRules;
import org.jspecify.annotations.Nullable;

/** Suppressions are kept under the addresses that messages have. */
final class RecipientRules implements AddressRules {
    @Override
    public @Nullable String normalise(String address) {
        String sendable = Addresses.toSendTo(address);
        return sendable == null ? null : Mailbox.of(sendable).normalised();
    }

    @Override
    public String rule(String refused) {
        return Addresses.whyRefused(refused);
    }
}
