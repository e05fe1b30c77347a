package io.emailservice.delivery;

import io.emailservice.store.StoredMessage;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;

/** The jobs that carry stored messages. Plugged in by {@code service}. */
public interface LiveJobs {
    /** Makes sure that a job carries each of the messages; repeating it changes nothing. */
    Future<Ensured> ensure(List<StoredMessage> messages);

    /**
     * What had to be done.
     *
     * @param added jobs that were missing
     * @param revived jobs that had ended, or were in no list of their queue
     * @param impossible messages of which not all is kept that a job needs
     */
    record Ensured(int added, int revived, List<UUID> impossible) {
        public static final Ensured NOTHING = new Ensured(0, 0, List.of());
    }
}
