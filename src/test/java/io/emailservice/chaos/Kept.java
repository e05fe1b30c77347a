package io.emailservice.chaos;

import io.emailservice.testing.TestPostgres;
import java.util.List;

/**
 * A message as the service keeps it.
 *
 * @param number of its request
 */
record Kept(String id, int number, String stream, String state, boolean hasReason, boolean mayBeHeld) {
    /** By the policy of its stream, or because nothing was heard of it twice. */
    static final String MAY_BE_HELD = """
            (stream = 'bulk' OR EXISTS (SELECT FROM message_attempt a
              WHERE a.message_id = message.id AND a.failure_code = 'not_taken'))""";

    static List<Kept> all(TestPostgres.Database database) {
        return database.rows("""
                        SELECT id, recipient, stream, state, failure_code IS NOT NULL AND failure_class IS NOT NULL, %s
                        FROM message""".formatted(MAY_BE_HELD)).stream()
                .map(row -> row.split("\\|", -1))
                .map(row -> new Kept(
                        row[0], Requests.number(row[1]), row[2], row[3], row[4].equals("t"), row[5].equals("t")))
                .toList();
    }

    /** Left to an operator. */
    boolean held() {
        return state.equals("uncertain") && mayBeHeld;
    }

    /** It ended without a provider. */
    boolean endedUnsent() {
        return state.equals("failed")
                || state.equals("suppressed")
                || state.equals("expired")
                || state.equals("cancelled");
    }
}
