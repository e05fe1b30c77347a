package io.emailservice.store;

import java.util.UUID;

/**
 * The wish to open the attempt after {@code expectedAttempt} of a message that waits, or whose last attempt is
 * uncertain and known by now not to have been taken.
 *
 * @param expectedAttempt number of the last opened attempt as the caller knows it; 0 if there was none
 * @param provider account that the attempt goes to
 */
public record Reopen(UUID id, int expectedAttempt, String provider) {}
