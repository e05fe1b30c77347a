package io.emailservice.store;

import java.time.Duration;

/**
 * When soft bounces in a row suppress an address.
 *
 * @param run so many, without a delivery between them; 0 for never
 * @param within a pause of this length ends a run, too
 * @param rest for so long
 */
public record SoftBounces(int run, Duration within, Duration rest) {
    public static final SoftBounces DEFAULTS = new SoftBounces(5, Duration.ofDays(30), Duration.ofDays(30));
}
