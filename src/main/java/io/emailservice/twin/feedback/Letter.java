package io.emailservice.twin.feedback;

import io.emailservice.twin.wire.MimeHeaders;
import java.util.ArrayList;
import java.util.List;

/**
 * The head of a message, as its feedback repeats it.
 *
 * @param truncated whether headers were left out for their size
 */
public record Letter(List<Header> headers, boolean truncated) {
    /** As SES keeps its posts below the limits of what carries them. */
    private static final int MOST_CHARACTERS = 10 * 1024;

    /** One header. */
    public record Header(String name, String value) {}

    public static Letter of(MimeHeaders headers) {
        List<Header> kept = new ArrayList<>();
        int[] room = {MOST_CHARACTERS};
        headers.forEach((name, value) -> {
            room[0] -= name.length() + value.length();
            if (room[0] >= 0) {
                kept.add(new Header(name, value));
            }
        });
        return new Letter(List.copyOf(kept), room[0] < 0);
    }

    /** The first value of a header, empty if there is none. */
    public String first(String name) {
        for (Header header : headers) {
            if (header.name.equalsIgnoreCase(name)) {
                return header.value;
            }
        }
        return "";
    }
}
