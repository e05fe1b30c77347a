package io.emailservice.dev;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** As much of HTTP/1.1 as reading short answers with a {@code Content-Length} takes. */
final class HttpAnswer {
    private static final String HEAD_END = "\r\n\r\n";
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");
    private static final int STATUS_START = "HTTP/1.1 ".length();
    private static final int STATUS_END = STATUS_START + 3;

    private HttpAnswer() {}

    /** Whether head and body are there. */
    static boolean isWhole(Buffer received) {
        String text = received.toString(StandardCharsets.ISO_8859_1);
        int end = text.indexOf(HEAD_END);
        if (end < 0) {
            return false;
        }
        Matcher length = LENGTH.matcher(text).region(0, end);
        if (!length.find()) {
            throw new IllegalArgumentException("an answer without Content-Length: " + text);
        }
        return text.length() >= end + HEAD_END.length() + Integer.parseInt(length.group(1));
    }

    /** The status code of an answer whose head is there. */
    static int status(Buffer received) {
        return Integer.parseInt(received.getString(STATUS_START, STATUS_END));
    }
}
