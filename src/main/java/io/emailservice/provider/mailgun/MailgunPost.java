package io.emailservice.provider.mailgun;

import io.emailservice.provider.Tree;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One post of Mailgun, whichever of its formats it has: JSON of today, a form of before 2018, or an event as the Events API
 * lists it. The content type is not asked: the body tells. What a post says is not yet believed.
 */
final class MailgunPost {
    private static final String SIGNATURE = "signature";

    private MailgunPost() {}

    /**
     * What tells whether a post is genuine.
     *
     * @param timestamp digits exactly as they were signed
     * @param signature hexadecimal, by the account's key
     * @param parentSignature the same by the key of the parent of a subaccount
     */
    record Signed(
            @Nullable String timestamp,
            @Nullable String token,
            @Nullable String signature,
            @Nullable String parentSignature) {
        private static Signed of(Tree json) {
            Tree signature = json.at(SIGNATURE);
            return new Signed(
                    signature.text("timestamp"),
                    signature.text("token"),
                    signature.text(SIGNATURE),
                    signature.text("parent-signature"));
        }
    }

    /** Empty if the bytes are neither JSON nor a form. */
    static Optional<Signed> signed(byte[] body) {
        return isForm(body)
                ? LegacyForm.parse(body).map(LegacyForm::signed)
                : Tree.parseOnly(SIGNATURE, body).map(Signed::of);
    }

    /** The event's fields under their names of today; empty if the bytes are neither JSON nor a form. */
    static Optional<Tree> event(byte[] body) {
        return isForm(body)
                ? LegacyForm.parse(body).map(LegacyForm::event)
                : Tree.parse(body).map(MailgunPost::unwrapped);
    }

    private static boolean isForm(byte[] body) {
        int start = 0;
        while (start < body.length && body[start] <= ' ' && body[start] >= 0) {
            start++;
        }
        return start < body.length && body[start] != '{' && body[start] != '[';
    }

    private static Tree unwrapped(Tree json) {
        Tree wrapped = json.at("event-data");
        return wrapped.isObject() ? wrapped : json;
    }
}
