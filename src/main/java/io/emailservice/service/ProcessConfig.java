package io.emailservice.service;

import io.emailservice.config.Section;
import java.time.Duration;

/**
 * The process itself: section {@code process}.
 *
 * @param eventLoops threads that do the work; 0 for one per core
 * @param cluster whether the event bus joins a Vert.x cluster (Infinispan), so that other programs see the events
 * @param stopTimeout longest time a stop may take, draining included
 */
record ProcessConfig(int eventLoops, boolean cluster, Duration stopTimeout) {
    /** Event loops in force. */
    int loops() {
        return eventLoops > 0 ? eventLoops : Runtime.getRuntime().availableProcessors();
    }

    static ProcessConfig from(Section section) {
        ProcessConfig config = new ProcessConfig(
                section.integer("eventLoops", 0, 0, 256),
                section.flag("cluster", false),
                section.duration("stopTimeout", Duration.ofSeconds(45), Duration.ofSeconds(1), Duration.ofMinutes(10)));
        section.end();
        return config;
    }
}
