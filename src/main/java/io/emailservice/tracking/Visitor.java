package io.emailservice.tracking;

import io.emailservice.message.EngagementLabel;
import io.emailservice.message.EngagementLabel.Who;
import io.emailservice.message.FeedbackKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tells humans from machines. Any sure sign of a machine makes it one; a human needs a sign of his own and nothing
 * against him; the rest is unknown, for a scanner may look like any browser. Pure, safe from any thread.
 */
public final class Visitor {
    /** Sooner after the delivery, nobody has opened a message by hand; later than the second, a human well may. */
    private static final Duration OPEN_TOO_SOON = Duration.ofSeconds(5);

    private static final Duration OPEN_IN_TIME = Duration.ofSeconds(30);
    private static final Duration CLICK_TOO_SOON = Duration.ofSeconds(2);
    private static final Duration CLICK_IN_TIME = Duration.ofSeconds(5);
    private static final int MANY_LINKS = 3;

    private static final Agents AGENTS = Agents.read();

    private final Trace trace;
    private final List<String> machine = new ArrayList<>();
    private final List<String> doubtful = new ArrayList<>();
    private final List<String> human = new ArrayList<>();

    private Visitor(Trace trace) {
        this.trace = trace;
    }

    /** Judges one engagement by all that is known of it. */
    public static EngagementLabel label(Trace trace) {
        Visitor visitor = new Visitor(trace);
        visitor.askTheProvider();
        visitor.askTheRequest();
        visitor.askTheAgent();
        visitor.askTheClock();
        return visitor.verdict();
    }

    private void askTheProvider() {
        if (trace.suspicion() != null) {
            machine.add("provider_says_" + AGENTS.suspicion(trace.suspicion()));
        }
    }

    private void askTheRequest() {
        if (trace.head()) {
            machine.add("head_request");
        }
        String purpose = trace.header("purpose")
                + trace.header("sec-purpose")
                + trace.header("x-purpose")
                + trace.header("x-moz");
        if (purpose.contains("prefetch") || purpose.contains("prerender") || purpose.contains("preview")) {
            machine.add("prefetch_header");
        }
        if (trace.linksAtOnce() >= MANY_LINKS) {
            machine.add("many_links_at_once");
        }
        if (trace.headers() != null && trace.kind() == FeedbackKind.CLICKED) {
            (trace.header("accept-language").isEmpty() ? doubtful : human)
                    .add(trace.header("accept-language").isEmpty() ? "no_language" : "language");
        }
    }

    /** A mail program that unsubscribes for its user sends none, and fetches of mail proxies say nothing of the time. */
    private void askTheAgent() {
        String agent = trace.userAgent();
        if (agent == null || (trace.kind() == FeedbackKind.UNSUBSCRIBED && agent.isEmpty())) {
            return;
        }
        Optional<Agents.Agent> known = AGENTS.find(agent, trace.kind());
        if (agent.isEmpty()) {
            machine.add("no_user_agent");
        } else if (known.isEmpty()) {
            doubtful.add("unfamiliar_user_agent");
        } else {
            (known.get().machine() ? machine : human).add(known.get().signal());
        }
    }

    private void askTheClock() {
        boolean open = trace.kind() == FeedbackKind.OPENED;
        Duration since = trace.sinceDelivery();
        if (since == null || !(open || trace.kind() == FeedbackKind.CLICKED)) {
            return;
        }
        if (since.compareTo(open ? OPEN_TOO_SOON : CLICK_TOO_SOON) < 0) {
            (open && human.contains(Agents.PROXY) ? doubtful : machine).add("too_soon");
        } else if (since.compareTo(open ? OPEN_IN_TIME : CLICK_IN_TIME) < 0 && !human.contains(Agents.PROXY)) {
            doubtful.add("soon");
        }
    }

    private EngagementLabel verdict() {
        if (!machine.isEmpty()) {
            return new EngagementLabel(Who.MACHINE, machine);
        }
        if (doubtful.isEmpty() && !human.isEmpty()) {
            return new EngagementLabel(Who.HUMAN, human);
        }
        List<String> all = new ArrayList<>(doubtful);
        all.addAll(human);
        return new EngagementLabel(Who.UNKNOWN, all.isEmpty() ? List.of("no_signal") : all);
    }
}
