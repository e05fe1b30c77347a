package io.emailservice.store;

import java.util.UUID;

/**
 * The wish to open the attempt after {@code expectedAttempt}.
 *
 * @param expectedAttempt number of the last opened attempt as the caller knows it; 0 if there was none
 * @param provider account that the attempt goes to
 */
public record Reopen(UUID id, int expectedAttempt, String provider) {}
