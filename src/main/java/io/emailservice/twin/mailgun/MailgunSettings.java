package io.emailservice.twin.mailgun;

import io.emailservice.config.Section;
import java.time.Duration;

/** What a script can change while the stand-in runs. */
public final class MailgunSettings {
    private final Duration firstEventDelay;
    private Duration eventDelay;

    MailgunSettings(Duration eventDelay) {
        this.firstEventDelay = eventDelay;
        this.eventDelay = eventDelay;
    }

    /** How long an event stays invisible. */
    public Duration eventDelay() {
        return eventDelay;
    }

    /** Reads new settings, and returns what puts them into force once nothing is wrong with the whole document. */
    public Runnable read(Section section) {
        Duration wanted = section.duration("eventDelay", eventDelay, Duration.ZERO, MailgunConfig.LONGEST_EVENT_DELAY);
        section.end();
        return () -> eventDelay = wanted;
    }

    public void reset() {
        eventDelay = firstEventDelay;
    }
}
