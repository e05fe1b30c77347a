package io.emailservice.event;

/** The log and the leases to read it: what every relay needs. */
public record Outbox<P>(EventLog<P> log, Leases<P> leases) {}
