package io.emailservice.intake;

import java.util.regex.Pattern;

/** Rules of short texts. Each check is one pass without allocation, as it runs for every message. */
final class Texts {
    static final String ONE_LINE = "must be one line without control characters";
    static final String NAME = "must be ASCII letters, digits, '.', '_' or '-', and start with a letter or digit";
    static final String PRINTABLE_ASCII = "must be printable ASCII";

    /** Media type (RFC 2045, names as in RFC 6838) with parameters. */
    private static final Pattern MEDIA_TYPE = Pattern.compile("[\\w][\\w!#$&^.+-]{0,126}/[\\w][\\w!#$&^.+-]{0,126}"
            + "(?:; ?[\\w!#$&^.+-]++=(?:[\\w!#$&^.+-]++|\"[ !#-\\[\\]-~]*+\"))*+");

    private static final Pattern LOCALE = Pattern.compile("[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*+");

    private Texts() {}

    /** No control characters (C0, DEL, C1) and no Unicode line breaks: can't start a new header. */
    static boolean isOneLine(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || (c >= 0x7F && c <= 0x9F) || c == '\u2028' || c == '\u2029') {
                return false;
            }
        }
        return true;
    }

    static boolean isPrintableAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                return false;
            }
        }
        return true;
    }

    /** Name of a tenant, provider, template: safe in URLs, metric labels and event sources. */
    static boolean isName(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean mark = c == '.' || c == '_' || c == '-';
            if (!isLetterOrDigit(c) && (i == 0 || !mark)) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    static boolean isMediaType(String text) {
        return MEDIA_TYPE.matcher(text).matches();
    }

    static boolean isLocale(String text) {
        return LOCALE.matcher(text).matches();
    }

    /** PostgreSQL can't keep NUL in a text, and one such row would fail its whole batch. */
    static boolean hasNul(String text) {
        return text.indexOf('\0') >= 0;
    }
}
