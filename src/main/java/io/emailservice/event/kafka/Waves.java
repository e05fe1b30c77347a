package io.emailservice.event.kafka;

import io.emailservice.event.PublishedEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A batch cut so that each part has at most one event of a subject, in order. If a part is sent only when all before it
 * are acknowledged, no failure in between can put an event before its predecessor.
 */
final class Waves {
    private Waves() {}

    static List<List<PublishedEvent>> of(List<PublishedEvent> batch) {
        List<List<PublishedEvent>> waves = new ArrayList<>();
        Map<String, Integer> next = new HashMap<>();
        for (PublishedEvent event : batch) {
            int wave = next.merge(event.subject(), 1, Integer::sum) - 1;
            if (wave == waves.size()) {
                waves.add(new ArrayList<>());
            }
            waves.get(wave).add(event);
        }
        return waves;
    }
}
