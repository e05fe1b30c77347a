package io.emailservice.queue;

import io.emailservice.config.Section;

/**
 * What stays in Redis of finished jobs.
 *
 * @param completed for jobs that don't say it themselves
 * @param failed for jobs that don't say it themselves
 * @param metricsMinutes how many minutes of counts of finished jobs are kept for readers such as {@code getMetrics}; 0
 *     counts nothing
 */
public record FinishRules(Keep completed, Keep failed, int metricsMinutes) {
    public static final FinishRules DEFAULTS = new FinishRules(Keep.ALL, Keep.ALL, 0);

    private static final int MOST_MINUTES = 60 * 24 * 31;

    /** Reads the section {@code queue.finished}. */
    static FinishRules from(Section section) {
        FinishRules rules = new FinishRules(
                keep(section.section("completed")),
                keep(section.section("failed")),
                section.integer("metricsMinutes", DEFAULTS.metricsMinutes, 0, MOST_MINUTES));
        section.end();
        return rules;
    }

    private static Keep keep(Section section) {
        Keep keep = new Keep(
                section.integer("count", (int) Keep.ALL.count(), -1, Integer.MAX_VALUE),
                section.integer("ageSeconds", 0, 0, Integer.MAX_VALUE),
                section.integer("limit", (int) Keep.ALL.limit(), 1, Integer.MAX_VALUE));
        section.end();
        return keep;
    }
}
