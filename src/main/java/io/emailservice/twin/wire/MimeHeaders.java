package io.emailservice.twin.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The header section of a message (RFC 5322): names and unfolded values, in order. Encoded words are left as they are. */
public final class MimeHeaders {
    private final List<String> names = new ArrayList<>();
    private final List<String> values = new ArrayList<>();

    /** Reads up to the first empty line; lines that are no header are left out. */
    public static MimeHeaders of(byte[] message) {
        MimeHeaders headers = new MimeHeaders();
        int at = 0;
        while (at < message.length) {
            int end = Bytes.indexOf(message, '\n', at, message.length);
            int length = end > at && message[end - 1] == '\r' ? end - 1 - at : end - at;
            if (length == 0) {
                break;
            }
            headers.addLine(new String(message, at, length, UTF_8));
            at = end + 1;
        }
        return headers;
    }

    /** The first value of a header, whatever its case; null if it is absent. */
    public @Nullable String first(String name) {
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                return values.get(i);
            }
        }
        return null;
    }

    /** Every value of a header. */
    public List<String> all(String name) {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (names.get(i).equalsIgnoreCase(name)) {
                found.add(values.get(i));
            }
        }
        return found;
    }

    /** Every header, in order. */
    public void forEach(BiConsumer<String, String> reader) {
        for (int i = 0; i < names.size(); i++) {
            reader.accept(names.get(i), values.get(i));
        }
    }

    public void add(String name, String value) {
        names.add(name);
        values.add(value);
    }

    private void addLine(String line) {
        boolean folded = line.charAt(0) == ' ' || line.charAt(0) == '\t';
        if (folded && !values.isEmpty()) {
            int last = values.size() - 1;
            values.set(last, (values.get(last) + ' ' + line.strip()).strip());
            return;
        }
        int colon = line.indexOf(':');
        if (colon > 0) {
            add(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
        }
    }
}
