package io.emailservice.service;

import io.emailservice.config.Section;
import io.emailservice.message.Stream;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Which stream each queue carries: section {@code streams}, a stream's name by queue. */
record StreamsConfig(Map<String, Stream> byQueue) {
    static final StreamsConfig DEFAULTS =
            new StreamsConfig(Map.of("email", Stream.TRANSACTIONAL, "email-bulk", Stream.BULK));

    StreamsConfig {
        byQueue = Map.copyOf(byQueue);
    }

    /**
     * Reads the section; every queue must have a stream.
     *
     * @param queues names of the queues that are worked off
     */
    static StreamsConfig from(Section section, Collection<String> queues) {
        Map<String, Stream> words =
                Arrays.stream(Stream.values()).collect(Collectors.toMap(Stream::wire, Function.identity()));
        Map<String, Stream> streams = new LinkedHashMap<>(DEFAULTS.byQueue);
        for (String queue : section.names()) {
            streams.put(queue, section.choice(queue, Stream.TRANSACTIONAL, words));
        }
        for (String queue : queues) {
            if (!streams.containsKey(queue)) {
                section.problem(queue, "is required: every queue of queue.queues needs a stream");
            }
        }
        streams.keySet().retainAll(queues);
        return new StreamsConfig(streams);
    }
}
