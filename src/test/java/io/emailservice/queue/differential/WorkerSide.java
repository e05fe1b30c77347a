package io.emailservice.queue.differential;

import java.util.List;

/** One of the two workers that are compared. Time stands still for it unless it is told otherwise. */
interface WorkerSide {
    /** Begins to work on queues, which includes a look for stalled jobs. */
    void start(List<String> queues);

    /** Ends the work; the jobs in hand are finished first. */
    void stop();

    /** What the clock shows, in epoch milliseconds: work moves it. */
    long now();

    void setTime(long millis);
}
