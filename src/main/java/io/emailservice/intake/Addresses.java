package io.emailservice.intake;

import java.net.IDN;
import org.jspecify.annotations.Nullable;

/**
 * Which email addresses we take: RFC 5321 mailboxes with a dot-atom local part in ASCII and a domain name. Quoted local
 * parts and address literals are left out, as providers refuse them. A domain in other scripts is turned into its ASCII
 * form (IDNA), which is what providers take.
 */
public final class Addresses {
    private static final int MAX_ADDRESS = 254;
    private static final int MAX_LOCAL = 64;
    private static final int MAX_LABEL = 63;

    private static final byte ATEXT = 1;
    private static final byte LETTER_OR_DIGIT = 2;
    private static final byte[] KIND = kinds();

    private Addresses() {}

    /** The address to hand to a provider, or null if it is refused. An ASCII address comes back as it is. */
    public static @Nullable String toSendTo(String email) {
        if (isPlain(email)) {
            return email;
        }
        int at = email.lastIndexOf('@');
        if (at < 0 || email.length() > MAX_ADDRESS || Texts.isPrintableAscii(email)) {
            return null;
        }
        String ascii = asciiDomain(email.substring(at + 1));
        String converted = email.substring(0, at + 1) + ascii;
        return ascii != null && isPlain(converted) ? converted : null;
    }

    /** The reason for a refused address, without repeating it. */
    public static String whyRefused(String email) {
        int at = email.lastIndexOf('@');
        if (at < 0) {
            return "must be an address with one @";
        }
        String local = email.substring(0, at);
        if (email.indexOf('<') >= 0 || email.indexOf(' ') >= 0 || email.indexOf(',') >= 0) {
            return "must be one bare address; a display name goes into name";
        }
        if (!Texts.isOneLine(email)) {
            return Texts.ONE_LINE;
        }
        if (email.length() > MAX_ADDRESS || local.length() > MAX_LOCAL) {
            return "must have at most 64 characters before the @ and 254 in all";
        }
        if (!Texts.isPrintableAscii(local)) {
            return "must be ASCII before the @: providers don't take internationalised local parts";
        }
        if (!isDotAtom(local)) {
            return "must have letters, digits, single dots or !#$%&'*+-/=?^_`{|}~ before the @";
        }
        return "must have a domain name of at least two labels behind the @";
    }

    private static boolean isPlain(String email) {
        int at = email.lastIndexOf('@');
        return at > 0
                && at <= MAX_LOCAL
                && email.length() <= MAX_ADDRESS
                && isLocalPart(email, at)
                && isDomain(email, at + 1);
    }

    private static boolean isDotAtom(String local) {
        return !local.isEmpty() && isLocalPart(local, local.length());
    }

    /** Characters up to {@code end} are a dot-atom: atoms of atext with single dots between. */
    private static boolean isLocalPart(String email, int end) {
        boolean afterDot = true;
        for (int i = 0; i < end; i++) {
            char c = email.charAt(i);
            if (c == '.') {
                if (afterDot) {
                    return false;
                }
                afterDot = true;
            } else if (c < 128 && (KIND[c] & ATEXT) != 0) {
                afterDot = false;
            } else {
                return false;
            }
        }
        return !afterDot;
    }

    /** Characters from {@code start} are at least two labels of letters, digits and inner hyphens, the last not all digits. */
    private static boolean isDomain(String email, int start) {
        int label = start;
        int dots = 0;
        boolean digitsOnly = true;
        for (int i = start; i < email.length(); i++) {
            char c = email.charAt(i);
            if (c == '.') {
                if (!labelEnds(email, label, i)) {
                    return false;
                }
                label = i + 1;
                dots++;
                digitsOnly = true;
            } else if (c == '-' && i > label) {
                digitsOnly = false;
            } else if (c < 128 && (KIND[c] & LETTER_OR_DIGIT) != 0) {
                digitsOnly &= c <= '9';
            } else {
                return false;
            }
        }
        return dots > 0 && labelEnds(email, label, email.length()) && !digitsOnly;
    }

    private static boolean labelEnds(String email, int start, int end) {
        return end > start && end - start <= MAX_LABEL && email.charAt(end - 1) != '-';
    }

    private static @Nullable String asciiDomain(String domain) {
        try {
            return IDN.toASCII(domain, IDN.USE_STD3_ASCII_RULES);
        } catch (IllegalArgumentException notADomain) {
            return null;
        }
    }

    private static byte[] kinds() {
        byte[] kinds = new byte[128];
        for (char c = '!'; c <= '~'; c++) {
            if (Texts.isLetterOrDigit(c)) {
                kinds[c] = ATEXT | LETTER_OR_DIGIT;
            } else if ("!#$%&'*+-/=?^_`{|}~".indexOf(c) >= 0) {
                kinds[c] = ATEXT;
            }
        }
        return kinds;
    }
}
