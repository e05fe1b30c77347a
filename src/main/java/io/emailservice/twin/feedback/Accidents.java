package io.emailservice.twin.feedback;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emailservice.config.Section;

/**
 * What goes wrong with posts, 0 to 1.
 *
 * @param duplicated share of the happenings that are posted twice
 * @param reordered share of the messages whose posts change places
 * @param lost share of the happenings that are never posted
 * @param early share of the messages whose first post comes before the sender has its answer
 */
record Accidents(double duplicated, double reordered, double lost, double early) {
    static final Accidents NONE = new Accidents(0, 0, 0, 0);

    static Accidents from(Section section) {
        Accidents accidents = new Accidents(
                Rates.share(section, "duplicated", 0),
                Rates.share(section, "reordered", 0),
                Rates.share(section, "lost", 0),
                Rates.share(section, "early", 0));
        section.end();
        return accidents;
    }

    void describe(ObjectNode to) {
        to.put("duplicated", duplicated)
                .put("reordered", reordered)
                .put("lost", lost)
                .put("early", early);
    }
}
