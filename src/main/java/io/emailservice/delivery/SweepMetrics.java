package io.emailservice.delivery;

import io.emailservice.store.MessageWatch.Overdue;
import java.util.List;

/** What the sweeper reports, from its event loop. */
public interface SweepMetrics {
    /** Messages whose job had to be added or made ready again, or couldn't be. */
    void swept(LiveJobs.Ensured ensured);

    /** Messages beyond their deadline now; none on a node that doesn't sweep. */
    void overdue(List<Overdue> overdue);
}
