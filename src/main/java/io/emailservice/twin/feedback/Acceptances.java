package io.emailservice.twin.feedback;

import java.util.function.Supplier;

/** Who is told of every message that a stand-in accepts. */
public interface Acceptances {
    /**
     * A message was put on record.
     *
     * @param number of the acceptance
     * @param letter its head, asked for at once or never
     */
    void accepted(int number, Supplier<Letter> letter);
}
