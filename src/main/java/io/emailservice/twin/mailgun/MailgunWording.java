package io.emailservice.twin.mailgun;

import io.emailservice.twin.fault.Effect;
import io.emailservice.twin.wire.Answer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/** How Mailgun, or the gateway before it, says that something went wrong. The wait after a 429 is in the text. */
final class MailgunWording implements Effect.Wording {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'UTC'")
            .withLocale(Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private final Clock clock;
    private final String domain;

    MailgunWording(Clock clock, String domain) {
        this.clock = clock;
        this.domain = domain;
    }

    @Override
    public Answer throttled(Effect.Throttled throttled) {
        Instant until = clock.instant().plus(throttled.pause());
        long seconds = throttled.pause().toSeconds();
        String text = "Domain " + domain + " is not allowed to send: "
                + throttled.limit().label() + " limit exceeded, try again after "
                + (throttled.date() ? DATE.format(until) : seconds + " seconds");
        Answer answer = MailgunAnswers.message(throttled.status(), text);
        return throttled.headers()
                ? answer.with(Map.of(
                        "Retry-After", Long.toString(seconds),
                        "X-RateLimit-Remaining", "0",
                        "X-RateLimit-Reset", Double.toString(until.toEpochMilli() / 1e3)))
                : answer;
    }

    @Override
    public Answer refused(Effect.Refused refused) {
        return refused.status() == 401
                ? MailgunAnswers.forbidden()
                : MailgunAnswers.message(refused.status(), refused.message());
    }

    @Override
    public Answer broken(int status, boolean html) {
        String reason =
                switch (status) {
                    case 502 -> "Bad Gateway";
                    case 503 -> "Service Temporarily Unavailable";
                    case 504 -> "Gateway Time-out";
                    default -> "Internal Server Error";
                };
        if (!html) {
            return MailgunAnswers.message(status, reason);
        }
        String title = status + " " + reason;
        return Answer.html(
                status,
                "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title
                        + "</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n");
    }
}
