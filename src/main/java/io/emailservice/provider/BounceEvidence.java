package io.emailservice.provider;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a receiving server said, taken apart: the codes that stand in their own fields, and those hidden in the text.
 *
 * @param smtpCode the three digits, or null
 * @param enhancedCode the most telling RFC 3463 code, or null
 * @param text in lower case, on one line, with addresses of networks masked; bounded, for rules search it
 */
record BounceEvidence(@Nullable String smtpCode, @Nullable String enhancedCode, String text) {
    private static final int MAX_TEXT = 2_000;
    private static final Pattern DOTTED_QUAD = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}");
    private static final Pattern ENHANCED = Pattern.compile("(?<![\\d.])[245]\\.\\d{1,3}\\.\\d{1,3}(?![\\d]|\\.\\d)");
    private static final Pattern SMTP = Pattern.compile("(?<![\\d.])[45]\\d\\d(?=[ -]|$)");

    /**
     * Takes the fields as a provider gives them.
     *
     * @param code SMTP code or an enhanced one (both occur in such fields), or null
     * @param enhanced enhanced code, or null
     */
    static BounceEvidence of(@Nullable String code, @Nullable String enhanced, String text) {
        String shown = DOTTED_QUAD
                .matcher(text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text)
                .replaceAll("[ip]")
                .toLowerCase(Locale.ROOT);
        List<String> codes = new ArrayList<>();
        addAll(codes, enhanced);
        addAll(codes, code);
        addAll(codes, shown);
        return new BounceEvidence(smtp(code, shown), mostTelling(codes), shown);
    }

    /** The class digit of the best code: 4 is never for good, whatever a provider calls it. */
    boolean temporary() {
        String code = enhancedCode == null ? smtpCode : enhancedCode;
        return code != null && code.startsWith("4");
    }

    private static @Nullable String smtp(@Nullable String code, String text) {
        if (code != null && SMTP.matcher(code).matches()) {
            return code;
        }
        Matcher first = SMTP.matcher(text);
        return first.find() ? first.group() : null;
    }

    /** The first code that says more than "other" or "too late"; else the first. */
    private static @Nullable String mostTelling(List<String> codes) {
        for (String code : codes) {
            if (!code.endsWith(".0.0") && !code.substring(1).equals(".4.7")) {
                return code;
            }
        }
        return codes.isEmpty() ? null : codes.get(0);
    }

    private static void addAll(List<String> codes, @Nullable String text) {
        if (text != null) {
            Matcher matcher = ENHANCED.matcher(text);
            while (matcher.find() && codes.size() < 10) {
                if (!matcher.group().startsWith("2")) {
                    codes.add(matcher.group());
                }
            }
        }
    }
}
