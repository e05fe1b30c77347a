package io.emailservice.webhook;

import io.emailservice.provider.PostVerdict;
import java.util.Locale;

/**
 * Why a post isn't taken, and what its sender is told.
 *
 * <p>Mailgun repeats a post for hours whatever the status, but for 406, which ends it. SNS repeats after a 5xx only: any
 * 4xx loses the message. So they get these two where a repetition can't help, and nowhere else.
 */
enum Refusal {
    TOO_LARGE(413, 413, false),
    /** The body didn't arrive in time. */
    SLOW(408, 503, false),
    /** The sender left before the end of the body; nobody hears the answer. */
    CUT_OFF(400, 503, false),
    /** Too many posts are in hand. */
    BUSY(503, 503, false),
    UNKNOWN_ACCOUNT(404, 404, false),
    /** We have no keys or topics to check a post with. */
    NOT_CONFIGURED(503, 503, false),
    MALFORMED(406, 400, false),
    UNSIGNED(406, 403, true),
    /** A key of ours may be missing: Mailgun's repetitions are the time to mend it. */
    BAD_SIGNATURE(401, 403, true),
    UNKNOWN_SIGNATURE_KIND(406, 403, true),
    TOO_OLD(406, 403, true),
    /** The signature is genuine, so a clock is wrong, and time itself may mend it. */
    TOO_NEW(401, 503, true),
    BAD_CERTIFICATE_URL(406, 403, true),
    BAD_CERTIFICATE(406, 403, true),
    BAD_CONFIRMATION_URL(406, 403, true),
    UNKNOWN_TOPIC(406, 403, true),
    /** Raw delivery without the secret. */
    BAD_SECRET(406, 403, true),
    /** A signature that belonged to another body. */
    REPLAYED(406, 200, true),
    /** It can't be checked now. */
    UNCHECKED(503, 503, false),
    NOT_STORED(503, 503, false),
    NOT_CONFIRMED(503, 503, false),
    BUG(500, 500, false);

    private final String wire = name().toLowerCase(Locale.ROOT);
    private final int mailgun;
    private final int sns;
    private final boolean suspicious;

    Refusal(int mailgun, int sns, boolean suspicious) {
        this.mailgun = mailgun;
        this.sns = sns;
        this.suspicious = suspicious;
    }

    static Refusal of(PostVerdict.Cause cause) {
        return valueOf(cause.name());
    }

    /** The name in answers, metrics and logs. */
    String wire() {
        return wire;
    }

    int status(Sender sender) {
        return sender == Sender.MAILGUN ? mailgun : sns;
    }

    /** Somebody may be forging posts: many of them raise an alert. */
    boolean isSuspicious() {
        return suspicious;
    }
}
