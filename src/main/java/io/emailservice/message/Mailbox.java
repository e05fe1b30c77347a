package io.emailservice.message;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An address with an optional display name (RFC 5322 mailbox).
 *
 * @param email {@code local@domain}, as the caller wrote it
 * @param name display name, never encoded
 */
public record Mailbox(String email, @Nullable String name) {
    public static Mailbox of(String email) {
        return new Mailbox(email, null);
    }

    /** The part behind the last {@code @}, in lower case; empty if there is none. */
    public String domain() {
        return email.substring(email.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    }

    /** The form under which suppressions are kept: lower case throughout. */
    public String normalised() {
        return email.toLowerCase(Locale.ROOT);
    }
}
