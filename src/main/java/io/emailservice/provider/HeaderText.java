package io.emailservice.provider;

import io.emailservice.message.Mailbox;
import java.net.IDN;
import java.util.List;

/**
 * Header values in the form that RFC 5322 asks for. Nothing that leaves here holds CR, LF or another control character,
 * whatever came in: a line break in a display name would start a header of its own.
 */
public final class HeaderText {
    private HeaderText() {}

    /** True for a field name of RFC 5322 §3.6.8: printable ASCII without a colon. */
    public static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c >= 0x7F || c == ':') {
                return false;
            }
        }
        return !name.isEmpty();
    }

    /** The text with every control character replaced by a space. */
    public static String oneLine(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isControl(text.charAt(i))) {
                return replaceControls(text);
            }
        }
        return text;
    }

    /** {@code email}, or {@code "name" <email>} with the name as a quoted string, not encoded. */
    public static String mailbox(Mailbox mailbox) {
        String email = email(mailbox);
        String name = mailbox.name();
        if (name == null || name.isBlank()) {
            return email;
        }
        StringBuilder text = new StringBuilder(name.length() + email.length() + 8).append('"');
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\');
            }
            text.append(isControl(c) ? ' ' : c);
        }
        return text.append("\" <").append(email).append('>').toString();
    }

    /** All mailboxes, separated by commas. */
    public static String mailboxes(List<Mailbox> mailboxes) {
        if (mailboxes.size() == 1) {
            return mailbox(mailboxes.get(0));
        }
        StringBuilder text = new StringBuilder();
        for (Mailbox mailbox : mailboxes) {
            text.append(text.isEmpty() ? "" : ", ").append(mailbox(mailbox));
        }
        return text.toString();
    }

    /** The address with its domain in ASCII (RFC 5891), the form that every server understands. */
    public static String email(Mailbox mailbox) {
        String email = oneLine(mailbox.email());
        if (isAscii(email)) {
            return email;
        }
        int at = email.lastIndexOf('@');
        try {
            return email.substring(0, at + 1) + IDN.toASCII(email.substring(at + 1));
        } catch (IllegalArgumentException notADomain) {
            return email;
        }
    }

    public static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7E) {
                return false;
            }
        }
        return true;
    }

    private static boolean isControl(char c) {
        return c < ' ' || c == 0x7F || c == 0x85 || c == 0x2028 || c == 0x2029;
    }

    private static String replaceControls(String text) {
        char[] clean = text.toCharArray();
        for (int i = 0; i < clean.length; i++) {
            if (isControl(clean[i])) {
                clean[i] = ' ';
            }
        }
        return new String(clean);
    }
}
