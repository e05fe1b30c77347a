package io.emailservice.store;

import io.emailservice.message.EventType;

/**
 * An event about a provider account instead of a message.
 *
 * @param subject name of the account
 * @param data one JSON object
 */
public record ProviderEvent(EventType type, String subject, String data) {}
