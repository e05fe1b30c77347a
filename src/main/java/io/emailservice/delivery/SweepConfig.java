package io.emailservice.delivery;

import io.emailservice.config.Section;
import java.time.Duration;

/**
 * How messages are found whose job got lost.
 *
 * @param every time between two rounds
 * @param after how long a message may rest without being over until its job is looked for
 * @param behind age of the youngest message that a round reads: nobody stores an older one any more
 * @param lead how long before its time a scheduled message gets its job
 */
public record SweepConfig(Duration every, Duration after, Duration behind, Duration lead) {
    static final SweepConfig DEFAULTS = new SweepConfig(
            Duration.ofSeconds(5), Duration.ofMinutes(5), Duration.ofMinutes(2), Duration.ofMinutes(15));

    public static SweepConfig from(Section section) {
        SweepConfig config = new SweepConfig(
                section.duration("every", DEFAULTS.every, Duration.ofMillis(10), Duration.ofMinutes(10)),
                section.duration("after", DEFAULTS.after, Duration.ofMillis(10), Duration.ofDays(1)),
                section.duration("behind", DEFAULTS.behind, Duration.ofMillis(10), Duration.ofHours(1)),
                section.duration("lead", DEFAULTS.lead, Duration.ofMillis(10), Duration.ofDays(1)));
        if (config.lead.compareTo(config.behind.plus(config.every)) <= 0) {
            section.problem("lead", "must be longer than behind and every together, or scheduled messages come late");
        }
        section.end();
        return config;
    }
}
