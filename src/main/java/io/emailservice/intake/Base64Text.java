package io.emailservice.intake;

/** Checks base64 (RFC 4648 section 4, padded, one line) without decoding it. */
final class Base64Text {
    private static final boolean[] ALPHABET = alphabet();

    private Base64Text() {}

    /** How many bytes the text stands for, or -1 if it isn't base64. */
    static long decodedLength(String text) {
        int length = text.length();
        if (length % 4 != 0) {
            return -1;
        }
        int padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
        for (int i = 0; i < length - padding; i++) {
            char c = text.charAt(i);
            if (c >= 128 || !ALPHABET[c]) {
                return -1;
            }
        }
        return length / 4 * 3L - padding;
    }

    private static boolean[] alphabet() {
        boolean[] alphabet = new boolean[128];
        for (char c = 0; c < 128; c++) {
            alphabet[c] = Texts.isLetterOrDigit(c) || c == '+' || c == '/';
        }
        return alphabet;
    }
}
