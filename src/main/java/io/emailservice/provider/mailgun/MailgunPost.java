package io.emailservice.provider.mailgun;

import io.emailservice.provider.Tree;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One post of Mailgun taken apart, whichever of its formats it has: JSON of today, a form of before 2018, or an event as
 * the Events API lists it. What it says is not yet believed.
 *
 * @param timestamp digits exactly as they were signed
 * @param signature hexadecimal, by the account's key
 * @param parentSignature the same by the key of the parent of a subaccount
 * @param event the event's fields under their names of today
 */
record MailgunPost(
        @Nullable String timestamp,
        @Nullable String token,
        @Nullable String signature,
        @Nullable String parentSignature,
        Tree event) {

    /** Empty if the bytes are neither JSON nor a form. The content type is not asked: the body tells. */
    static Optional<MailgunPost> parse(byte[] body) {
        int start = 0;
        while (start < body.length && body[start] <= ' ' && body[start] >= 0) {
            start++;
        }
        boolean form = start < body.length && body[start] != '{' && body[start] != '[';
        return form
                ? LegacyForm.parse(body).map(LegacyForm::post)
                : Tree.parse(body).map(MailgunPost::json);
    }

    private static MailgunPost json(Tree json) {
        Tree signature = json.at("signature");
        Tree wrapped = json.at("event-data");
        return new MailgunPost(
                signature.text("timestamp"),
                signature.text("token"),
                signature.text("signature"),
                signature.text("parent-signature"),
                wrapped.isObject() ? wrapped : json);
    }
}
