package io.emailservice.twin.wire;

import java.util.ArrayList;
import java.util.List;

/** Finds the fields of an urlencoded body without decoding their values. */
public final class FormScanner {
    /** More fields than any message needs: a thousand recipients one by one, and then some. */
    static final int MAX_FIELDS = 5_000;

    private FormScanner() {}

    /**
     * The fields in the order of the body, names decoded, repeated names kept; those without a name are left out.
     *
     * @throws MalformedBody if there are too many
     */
    public static List<FormField> scan(byte[] body) {
        List<FormField> fields = new ArrayList<>(12);
        for (int start = 0; start < body.length; ) {
            int end = Bytes.indexOf(body, '&', start, body.length);
            int equals = Bytes.indexOf(body, '=', start, end);
            if (equals > start) {
                String name = UrlEncoding.decode(body, start, equals);
                fields.add(FormField.encoded(name, body, Math.min(equals + 1, end), end));
                MalformedBody.check(fields.size() <= MAX_FIELDS, "too many form fields");
            }
            start = end + 1;
        }
        return fields;
    }
}
