package io.emailservice.suppression;

import io.emailservice.config.Section;
import io.emailservice.suppression.sync.SyncConfig;
import java.time.Duration;

/**
 * Section {@code suppression}.
 *
 * @param importBytes of one import
 * @param transfers imports and exports under way at once in this process
 */
public record SuppressionConfig(SoftBounces softBounces, int importBytes, int transfers, SyncConfig sync) {
    public static final SuppressionConfig DEFAULTS = new SuppressionConfig(
            new SoftBounces(5, Duration.ofDays(30), Duration.ofDays(30)), 1 << 30, 4, SyncConfig.DEFAULTS);

    /**
     * When soft bounces in a row suppress an address.
     *
     * @param run so many, without a delivery between them; 0 for never
     * @param within a pause of this length ends a run, too
     * @param rest for so long
     */
    public record SoftBounces(int run, Duration within, Duration rest) {
        static SoftBounces from(Section section) {
            SoftBounces defaults = DEFAULTS.softBounces;
            SoftBounces config = new SoftBounces(
                    section.integer("run", defaults.run, 0, 1_000),
                    section.duration("within", defaults.within, Duration.ofHours(1), Duration.ofDays(365)),
                    section.duration("rest", defaults.rest, Duration.ofHours(1), Duration.ofDays(3_650)));
            section.end();
            return config;
        }
    }

    public static SuppressionConfig from(Section section) {
        SuppressionConfig config = new SuppressionConfig(
                SoftBounces.from(section.section("softBounces")),
                section.integer("importBytes", DEFAULTS.importBytes, 1_024, Integer.MAX_VALUE),
                section.integer("transfers", DEFAULTS.transfers, 1, 100),
                SyncConfig.from(section.section("sync")));
        section.end();
        return config;
    }
}
