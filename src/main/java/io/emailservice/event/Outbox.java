package io.emailservice.event;

/** The log, the leases to read it and the metrics: what every relay needs. */
public record Outbox<P>(EventLog<P> log, Leases<P> leases, EventMetrics metrics) {}
