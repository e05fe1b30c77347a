package io.emailservice.twin.ledger;

/**
 * One recipient of an acceptance.
 *
 * @param number counts entries since the start of the twin, from 0; grows with time
 */
public record Entry(int number, String recipient, Acceptance acceptance) {}
