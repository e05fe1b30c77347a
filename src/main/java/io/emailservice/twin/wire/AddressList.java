package io.emailservice.twin.wire;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads a header-like list of mailboxes, {@code Ann <ann@example.com>, "Bo, B." <bo@example.com>} (RFC 5322, without
 * groups and comments), down to the addresses.
 */
public final class AddressList {
    private static final int LONGEST_LOCAL_PART = 64;
    private static final int LONGEST_DOMAIN = 255;
    private static final int LONGEST_LABEL = 63;
    private static final String ATOM_MARKS = "!#$%&'*+-/=?^_`{|}~.";

    private AddressList() {}

    /** The addresses in their order, or null if any is not an address or none is there. */
    public static @Nullable List<String> parse(String text) {
        List<String> addresses = new ArrayList<>(1);
        int start = 0;
        while (start <= text.length()) {
            int end = itemEnd(text, start);
            String address = addressOf(text.substring(start, end).strip());
            if (address == null) {
                return null;
            }
            addresses.add(address);
            start = end + 1;
        }
        return addresses;
    }

    /** The end of an item: a comma outside of quotes and angle brackets. */
    private static int itemEnd(String text, int from) {
        boolean quoted = false;
        boolean angled = false;
        for (int at = from; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '\\' && quoted) {
                at++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == '<' || c == '>')) {
                angled = c == '<';
            } else if (c == ',' && !quoted && !angled) {
                return at;
            }
        }
        return text.length();
    }

    private static @Nullable String addressOf(String mailbox) {
        String address = mailbox;
        if (mailbox.endsWith(">")) {
            address = mailbox.substring(mailbox.lastIndexOf('<') + 1, mailbox.length() - 1);
        }
        int at = address.lastIndexOf('@');
        return at > 0 && isLocalPart(address, at) && isDomain(address, at + 1) ? address : null;
    }

    private static boolean isLocalPart(String address, int end) {
        if (end > LONGEST_LOCAL_PART) {
            return false;
        }
        if (address.charAt(0) == '"') {
            return end > 2 && address.charAt(end - 1) == '"';
        }
        for (int i = 0; i < end; i++) {
            char c = address.charAt(i);
            if (c == '.' && (i == 0 || i == end - 1 || address.charAt(i - 1) == '.')) {
                return false;
            }
            if (c < 0x80 && !isLetterOrDigit(c) && ATOM_MARKS.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDomain(String address, int start) {
        int length = address.length() - start;
        if (length == 0 || length > LONGEST_DOMAIN) {
            return false;
        }
        int label = start;
        for (int i = start; i <= address.length(); i++) {
            char c = i == address.length() ? '.' : address.charAt(i);
            if (c == '.') {
                boolean tooShortOrLong = i == label || i - label > LONGEST_LABEL;
                if (tooShortOrLong || address.charAt(label) == '-' || address.charAt(i - 1) == '-') {
                    return false;
                }
                label = i + 1;
            } else if (c < 0x80 && !isLetterOrDigit(c) && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
