package io.emailservice.twin.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the parts of a {@code multipart/form-data} body (RFC 7578) without copying their values. */
public final class MultipartScanner {
    private static final byte[] HEADER_END = "\r\n\r\n".getBytes(ISO_8859_1);

    private MultipartScanner() {}

    /**
     * The parts that have a name, in the order of the body.
     *
     * @param contentType the request's content type, which carries the boundary
     * @throws MalformedBody without a boundary, with an unfinished part, or with too many parts
     */
    public static List<FormField> scan(byte[] body, String contentType) {
        String boundary = parameter(contentType, "boundary");
        MalformedBody.check(boundary != null && !boundary.isEmpty(), "no multipart boundary param in Content-Type");
        byte[] delimiter = ("\r\n--" + boundary).getBytes(ISO_8859_1);
        List<FormField> parts = new ArrayList<>(12);
        int at = firstDelimiter(body, delimiter);
        while (!isLast(body, at)) {
            int headers = endOfLine(body, at);
            int headersEnd = Bytes.indexOf(body, HEADER_END, headers - 2, body.length);
            MalformedBody.check(headersEnd >= 0, "a part has no end of headers");
            int start = headersEnd + HEADER_END.length;
            int end = Bytes.indexOf(body, delimiter, start - 2, body.length);
            MalformedBody.check(end >= 0, "unexpected end of the last part");
            addPart(parts, body, headers, headersEnd, start, Math.max(start, end));
            at = end + delimiter.length;
        }
        return parts;
    }

    /** Where the first delimiter ends: it may open the body, then without a line break before it. */
    private static int firstDelimiter(byte[] body, byte[] delimiter) {
        byte[] opening = Arrays.copyOfRange(delimiter, 2, delimiter.length);
        int at = Bytes.indexOf(body, opening, 0, body.length);
        MalformedBody.check(at >= 0, "the boundary isn't in the body");
        return at + opening.length;
    }

    private static boolean isLast(byte[] body, int at) {
        return at + 1 < body.length && body[at] == '-' && body[at + 1] == '-';
    }

    private static int endOfLine(byte[] body, int at) {
        int end = Bytes.indexOf(body, '\n', at, body.length);
        MalformedBody.check(end < body.length, "a delimiter line has no end");
        return end + 1;
    }

    private static void addPart(List<FormField> parts, byte[] body, int headers, int headersEnd, int start, int end) {
        int length = Math.max(0, headersEnd - headers);
        for (String line : new String(body, headers, length, UTF_8).split("\r\n", -1)) {
            if (line.toLowerCase(Locale.ROOT).startsWith("content-disposition:")) {
                String name = parameter(line, "name");
                if (name != null) {
                    parts.add(FormField.part(name, body, start, end, parameter(line, "filename")));
                    MalformedBody.check(parts.size() <= FormScanner.MAX_FIELDS, "too many form fields");
                }
            }
        }
    }

    /** A parameter of a header value, without its quotes; null if it is absent. */
    static @Nullable String parameter(String header, String wanted) {
        int at = header.indexOf(';');
        while (at >= 0 && at < header.length()) {
            int equals = header.indexOf('=', at);
            if (equals < 0) {
                return null;
            }
            String name = header.substring(at + 1, equals).strip();
            int start = skipSpaces(header, equals + 1);
            boolean quoted = start < header.length() && header.charAt(start) == '"';
            int end = quoted ? closingQuote(header, start + 1) : valueEnd(header, start);
            if (name.equalsIgnoreCase(wanted)) {
                String value = header.substring(quoted ? start + 1 : start, end);
                return quoted ? value.replace("\\\"", "\"") : value.strip();
            }
            at = header.indexOf(';', end);
        }
        return null;
    }

    private static int skipSpaces(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    private static int closingQuote(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) != '"') {
            at += text.charAt(at) == '\\' ? 2 : 1;
        }
        return Math.min(at, text.length());
    }

    private static int valueEnd(String text, int from) {
        int end = text.indexOf(';', from);
        return end < 0 ? text.length() : end;
    }
}
