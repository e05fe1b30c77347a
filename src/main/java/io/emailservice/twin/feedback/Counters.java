package io.emailservice.twin.feedback;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What the outbox has done. Every planned post is, in the end, accepted, refused or given up, unless it was dropped. */
final class Counters {
    long planned;
    long dropped;
    long tries;
    long accepted;
    long refused;
    long givenUp;
    long laidOut;

    void describe(ObjectNode to) {
        to.put("planned", planned)
                .put("dropped", dropped)
                .put("tries", tries)
                .put("accepted", accepted)
                .put("refused", refused)
                .put("givenUp", givenUp)
                .put("laidOut", laidOut);
    }

    void reset() {
        planned = 0;
        dropped = 0;
        tries = 0;
        accepted = 0;
        refused = 0;
        givenUp = 0;
        laidOut = 0;
    }
}
