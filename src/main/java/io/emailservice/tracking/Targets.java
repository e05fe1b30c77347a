package io.emailservice.tracking;

import org.jsoup.parser.Parser;
import org.jspecify.annotations.Nullable;

/** What a link leads to, from the value of its {@code href}. Pure. */
final class Targets {
    private static final int NONE = -1;
    private static final int UNCOMMON = -2;

    private Targets() {}

    /** The absolute http or https URL that a browser would read here, or null if the link leads nowhere we track. */
    static @Nullable String of(String html, int start, int end) {
        String url = clean(decode(html, start, end));
        int host = afterScheme(url);
        boolean tracked = host > 0 && host < url.length() && "/\\?#".indexOf(url.charAt(host)) < 0;
        return tracked && url.length() <= Tokens.MAX_URL ? url : null;
    }

    private static int afterScheme(String url) {
        if (url.regionMatches(true, 0, "https://", 0, 8)) {
            return 8;
        }
        return url.regionMatches(true, 0, "http://", 0, 7) ? 7 : -1;
    }

    /** As every URL parser begins: without blanks around it, and without tabs and line breaks in it. */
    private static String clean(String url) {
        int start = 0;
        int end = url.length();
        while (start < end && url.charAt(start) <= ' ') {
            start++;
        }
        while (end > start && url.charAt(end - 1) <= ' ') {
            end--;
        }
        boolean plain = true;
        for (int i = start; plain && i < end; i++) {
            plain = url.charAt(i) >= ' ';
        }
        String inner = url.substring(start, end);
        return plain ? inner : inner.replace("\t", "").replace("\n", "").replace("\r", "");
    }

    /**
     * The value with its character references replaced. The common ones are handled here; the other two thousand names
     * are left to jsoup.
     */
    static String decode(String html, int start, int end) {
        int reference = html.indexOf('&', start);
        if (reference < 0 || reference >= end) {
            return html.substring(start, end);
        }
        StringBuilder decoded = new StringBuilder(end - start);
        int copied = start;
        while (reference >= 0 && reference < end) {
            int behind = referenceEnd(html, reference + 1, end);
            int character = common(html, reference + 1, behind, end);
            if (character == UNCOMMON) {
                return Parser.unescapeEntities(html.substring(start, end), true);
            }
            decoded.append(html, copied, reference);
            decoded.append(character == NONE ? '&' : (char) character);
            copied = character == NONE ? reference + 1 : behind + 1;
            reference = html.indexOf('&', copied);
        }
        return decoded.append(html, copied, end).toString();
    }

    /** Index of the first character that can't be part of a reference. */
    private static int referenceEnd(String html, int from, int end) {
        int i = from;
        if (i < end && html.charAt(i) == '#') {
            i++;
        }
        while (i < end && Character.isLetterOrDigit(html.charAt(i))) {
            i++;
        }
        return i;
    }

    /** A name without a semicolon that an equals sign follows is none: that is a parameter of a query. */
    private static int common(String html, int start, int behind, int end) {
        if (behind == start) {
            return NONE;
        }
        if (behind == end || html.charAt(behind) != ';') {
            boolean parameter = html.charAt(start) != '#' && behind < end && html.charAt(behind) == '=';
            return parameter ? NONE : UNCOMMON;
        }
        if (html.charAt(start) == '#') {
            return numeric(html, start + 1, behind);
        }
        return html.startsWith("amp;", start) ? '&' : UNCOMMON;
    }

    private static int numeric(String html, int start, int behind) {
        boolean hex = start < behind && (html.charAt(start) | 0x20) == 'x';
        int value = 0;
        for (int i = hex ? start + 1 : start; i < behind; i++) {
            int digit = Character.digit(html.charAt(i), hex ? 16 : 10);
            if (digit < 0 || value > 0x7e) {
                return UNCOMMON;
            }
            value = value * (hex ? 16 : 10) + digit;
        }
        return value >= ' ' && value <= '~' ? value : UNCOMMON;
    }
}
