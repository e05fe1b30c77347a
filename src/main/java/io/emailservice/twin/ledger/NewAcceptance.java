package io.emailservice.twin.ledger;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message that a stand-in is about to accept.
 *
 * @param account the stand-in's own number of a domain or account, 0 to 4095
 * @param messageId the sender's id of the message, if it gave one
 * @param providerId the provider message id that the sender chose, null if the provider makes it
 * @param attributes tags and variables, urlencoded
 * @param size bytes of the request body
 */
public record NewAcceptance(
        Source source,
        int account,
        @Nullable String messageId,
        @Nullable String providerId,
        List<String> recipients,
        String attributes,
        int size) {}
