package io.emailservice.store;

import io.emailservice.message.Feedback;
import java.util.List;

/** Understands posts. Pure and quick: it is called within a transaction, on the event loop. */
@FunctionalInterface
public interface FeedbackReader {
    /** What a post tells, or nothing: one that can't be understood stays stored, to be read again by a better reader. */
    List<Feedback> read(Post post);
}
