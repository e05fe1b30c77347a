package io.emailservice.twin.feedback;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emailservice.config.Section;

/**
 * How often something happens, 0 to 1. {@code rejected}, {@code bouncedHard} and {@code bouncedSoft} are shares of all
 * messages; {@code delivered} of the others; what comes after a delivery is a share of the delivered ones.
 *
 * @param sent of all: the provider also tells that it took the message
 * @param deferred of those that weren't rejected: there is a delay first
 * @param bouncedLate a hard bounce after the delivery
 */
record Rates(
        double sent,
        double deferred,
        double rejected,
        double bouncedHard,
        double bouncedSoft,
        double delivered,
        double bouncedLate,
        double opened,
        double clicked,
        double unsubscribed,
        double complained) {
    static final Rates DEFAULTS = new Rates(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0);

    static Rates from(Section section) {
        Rates rates = new Rates(
                share(section, "sent", DEFAULTS.sent),
                share(section, "deferred", DEFAULTS.deferred),
                share(section, "rejected", DEFAULTS.rejected),
                share(section, "bouncedHard", DEFAULTS.bouncedHard),
                share(section, "bouncedSoft", DEFAULTS.bouncedSoft),
                share(section, "delivered", DEFAULTS.delivered),
                share(section, "bouncedLate", DEFAULTS.bouncedLate),
                share(section, "opened", DEFAULTS.opened),
                share(section, "clicked", DEFAULTS.clicked),
                share(section, "unsubscribed", DEFAULTS.unsubscribed),
                share(section, "complained", DEFAULTS.complained));
        section.end();
        if (rates.rejected + rates.bouncedHard + rates.bouncedSoft > 1) {
            section.problem("rejected", "must not be more than 1 together with bouncedHard and bouncedSoft");
        }
        return rates;
    }

    static double share(Section section, String name, double fallback) {
        return section.number(name, fallback, 0, 1);
    }

    void describe(ObjectNode to) {
        to.put("sent", sent)
                .put("deferred", deferred)
                .put("rejected", rejected)
                .put("bouncedHard", bouncedHard)
                .put("bouncedSoft", bouncedSoft)
                .put("delivered", delivered)
                .put("bouncedLate", bouncedLate)
                .put("opened", opened)
                .put("clicked", clicked)
                .put("unsubscribed", unsubscribed)
                .put("complained", complained);
    }
}
