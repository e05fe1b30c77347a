package io.emailservice.twin.sqs;

import io.emailservice.config.Section;
import java.time.Duration;
import java.util.List;

/**
 * What the SQS stand-in starts with.
 *
 * @param queues the queues that exist; others come by {@code CreateQueue} or by a subscription
 * @param visibility how long a received message stays hidden, unless the receiver says otherwise
 * @param maxReceives a message that was received so often goes to the queue's dead letters, {@code NAME-dead}; 0 for
 *     never
 * @param failures share of the entries of a batch that fail by the fault of the service
 */
public record SqsConfig(List<String> queues, Duration visibility, int maxReceives, double failures) {
    public static final SqsConfig DEFAULTS = new SqsConfig(List.of("ses-feedback"), Duration.ofSeconds(30), 0, 0);

    static final Duration LONGEST_VISIBILITY = Duration.ofHours(12);
    private static final int MOST_RECEIVES = 1_000;

    public static SqsConfig from(Section section) {
        SqsConfig config = read(section, DEFAULTS, section.texts("queues", DEFAULTS.queues));
        section.end();
        for (String queue : config.queues) {
            if (!SqsQueues.isName(queue)) {
                section.problem("queues", "must be names of up to 80 letters, digits, hyphens and underscores");
            }
        }
        if (config.queues.size() > SqsQueues.MOST) {
            section.problem("queues", "must be at most " + SqsQueues.MOST);
        }
        return config;
    }

    static SqsConfig read(Section section, SqsConfig before, List<String> queues) {
        return new SqsConfig(
                queues,
                section.duration("visibility", before.visibility, Duration.ZERO, LONGEST_VISIBILITY),
                section.integer("maxReceives", before.maxReceives, 0, MOST_RECEIVES),
                section.number("failures", before.failures, 0, 1));
    }
}
