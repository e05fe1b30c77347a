package io.emailservice.event;

import java.time.Duration;
import java.util.UUID;

/**
 * The right to hand events to one part of a sink.
 *
 * @param owner made anew for each claim, so that an answer that comes late never counts for a later claim
 * @param length how long it holds without being renewed
 */
public record Lease(Part part, UUID owner, Duration length) {}
