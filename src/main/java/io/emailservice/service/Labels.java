package io.emailservice.service;

import io.emailservice.message.Feedback;
import io.emailservice.store.Labeller;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who engaged, as the store wants to know it. */
final class Labels implements Labeller {
    @Override
    public Label label(Feedback feedback, @Nullable Instant sentAt) {
        String machine = feedback.signals().machine();
        return machine == null ? new Label("unknown", List.of()) : new Label("machine", List.of(machine));
    }
}
