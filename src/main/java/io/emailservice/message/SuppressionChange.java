package io.emailservice.message;

/**
 * A suppression that came, changed or went, for those who follow.
 *
 * @param position how to go on behind it
 */
public record SuppressionChange(String position, String tenant, Suppression suppression) {}
