package io.emailservice.webhook;

import java.time.Duration;

/** What reading posts is measured by. Fresh and repeated feedback and orphans add up to what the posts told. */
public interface FeedbackMetrics {
    /**
     * Posts were read.
     *
     * @param age of the newest of them: how far reading is behind
     */
    void read(Backlog.Round round, Duration age);

    /** A post can't be applied and was passed over. */
    void skipped();

    /** Feedback that had no message was tried again. */
    void retried(Backlog.Tried tried);
}
