package io.emailservice.twin.mailgun;

import java.util.List;

/**
 * An answer of a receiving server, or what Mailgun says instead of one.
 *
 * @param enhanced the enhanced status code, empty where Mailgun found none
 * @param reason Mailgun's own word for it
 */
record Reply(int code, String enhanced, String message, String reason) {
    static final List<Reply> HARD = List.of(
            new Reply(550, "5.1.1", "5.1.1 The email account that you tried to reach does not exist.", "bounce"),
            new Reply(550, "", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found", "generic"),
            new Reply(553, "5.1.2", "5.1.2 We weren't able to find the recipient domain.", "bounce"));

    static final List<Reply> SOFT = List.of(
            new Reply(452, "4.2.2", "4.2.2 The recipient's inbox is out of storage space.", "old"),
            new Reply(602, "", "Too old", "old"));

    static final List<Reply> DEFERRED = List.of(
            new Reply(
                    451,
                    "4.7.652",
                    "4.7.652 The mail server has exceeded the maximum number of connections.",
                    "generic"),
            new Reply(421, "4.7.0", "4.7.0 Try again later, closing connection.", "generic"),
            new Reply(450, "4.2.1", "4.2.1 Greylisted, please try again in 300 seconds", "greylisted"));
}
