package io.emailservice.chaos;

import io.emailservice.testing.TestPostgres;
import java.util.List;

/**
 * A message as the service keeps it.
 *
 * @param number of its request
 */
record Kept(String id, int number, String stream, String state, boolean hasReason) {
    static List<Kept> all(TestPostgres.Database database) {
        return database
                .rows(
                        "SELECT id, recipient, stream, state, failure_code IS NOT NULL AND failure_class IS NOT NULL FROM message")
                .stream()
                .map(row -> row.split("\\|", -1))
                .map(row -> new Kept(row[0], Requests.number(row[1]), row[2], row[3], row[4].equals("t")))
                .toList();
    }

    /** Left to an operator: allowed at the end where the stream's policy is to hold. */
    boolean held() {
        return state.equals("uncertain") && stream.equals("bulk");
    }

    /** It ended without a provider. */
    boolean endedUnsent() {
        return state.equals("failed")
                || state.equals("suppressed")
                || state.equals("expired")
                || state.equals("cancelled");
    }
}
