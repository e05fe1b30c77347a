package io.emailservice.twin.ses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emailservice.config.Section;
import java.time.Clock;
import java.util.Arrays;

/**
 * The limits of the account, which count recipients: a rate that allows bursts of a second, and a quota of the last 24
 * hours, counted by the minute.
 */
public final class SendQuota {
    static final String RATE_EXCEEDED = "Maximum sending rate exceeded.";
    static final String DAY_EXCEEDED = "Daily message quota exceeded.";

    private static final int MINUTES_OF_A_DAY = 24 * 60;
    private static final long MINUTE_MILLIS = 60_000;
    private static final double SECOND_MILLIS = 1_000;

    private final SesConfig config;
    private final Clock clock;
    private final int[] sentInMinute = new int[MINUTES_OF_A_DAY];
    private double maxSendRate;
    private double max24HourSend;
    private boolean sendingEnabled = true;
    private int sentLast24Hours;
    private long minute;
    private double tokens;
    private long filledMillis;

    SendQuota(SesConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        reset();
    }

    /** Takes recipients out of both limits, or refuses and takes none. */
    void take(int recipients) {
        if (!sendingEnabled) {
            throw new SesError(400, "SendingPausedException", "Email sending is disabled for this account.");
        }
        long now = clock.millis();
        forgetOldMinutes(now / MINUTE_MILLIS);
        if (max24HourSend >= 0 && sentLast24Hours + recipients > max24HourSend) {
            throw SesError.throttled(DAY_EXCEEDED);
        }
        double burst = Math.max(maxSendRate, 1);
        tokens = Math.min(burst, tokens + maxSendRate * Math.max(0, now - filledMillis) / SECOND_MILLIS);
        filledMillis = now;
        if (tokens < Math.min(recipients, burst)) {
            throw SesError.throttled(RATE_EXCEEDED);
        }
        tokens -= recipients;
        sentLast24Hours += recipients;
        sentInMinute[(int) (minute % MINUTES_OF_A_DAY)] += recipients;
    }

    /** Puts the account as {@code GetAccount} shows it. */
    void describeAccount(ObjectNode account) {
        forgetOldMinutes(clock.millis() / MINUTE_MILLIS);
        account.put("SendingEnabled", sendingEnabled);
        account.putObject("SendQuota")
                .put("Max24HourSend", max24HourSend)
                .put("MaxSendRate", maxSendRate)
                .put("SentLast24Hours", (double) sentLast24Hours);
    }

    /** Puts the settings under the names by which {@link #read} takes them. */
    public void describe(ObjectNode settings) {
        settings.put("maxSendRate", maxSendRate)
                .put("max24HourSend", max24HourSend)
                .put("sendingEnabled", sendingEnabled);
    }

    /** Reads new settings, and returns what puts them into force once nothing is wrong with the whole document. */
    public Runnable read(Section section) {
        double rate = section.number("maxSendRate", maxSendRate, 0, SesConfig.HIGHEST_RATE);
        double day = section.number("max24HourSend", max24HourSend, -1, SesConfig.HIGHEST_QUOTA);
        boolean enabled = section.flag("sendingEnabled", sendingEnabled);
        section.end();
        return () -> {
            maxSendRate = rate;
            max24HourSend = day;
            sendingEnabled = enabled;
            tokens = Math.min(tokens, Math.max(rate, 1));
        };
    }

    /** Back to the configuration, with nothing sent. */
    void reset() {
        maxSendRate = config.maxSendRate();
        max24HourSend = config.max24HourSend();
        sendingEnabled = true;
        sentLast24Hours = 0;
        Arrays.fill(sentInMinute, 0);
        filledMillis = clock.millis();
        minute = filledMillis / MINUTE_MILLIS;
        tokens = Math.max(maxSendRate, 1);
    }

    private void forgetOldMinutes(long now) {
        long steps = Math.min(now - minute, MINUTES_OF_A_DAY);
        for (long step = 1; step <= steps; step++) {
            int slot = (int) ((minute + step) % MINUTES_OF_A_DAY);
            sentLast24Hours -= sentInMinute[slot];
            sentInMinute[slot] = 0;
        }
        minute = Math.max(minute, now);
    }
}
