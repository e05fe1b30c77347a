package io.emailservice.suppression;

import io.emailservice.message.Suppression;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A format with an entry on each line. One for each import or export, as some remember their first line. */
public interface LineFormat {
    /** The media type. */
    String contentType();

    /**
     * The fields of a line by name, or null if it has none: an empty line, or a heading.
     *
     * @throws MalformedLine with the rule that it breaks
     */
    @Nullable
    Map<String, String> read(String line) throws MalformedLine;

    /** What stands before the first entry. */
    String heading();

    /** An entry with the end of its line. */
    String write(Suppression suppression);

    /** A line from which no fields can be read. The message is the rule it breaks. */
    final class MalformedLine extends Exception {
        private static final long serialVersionUID = 1;
        private final boolean everyLine;

        MalformedLine(String rule, boolean everyLine) {
            super(rule, null, false, false);
            this.everyLine = everyLine;
        }

        /** Whether all that follows can't be understood either. */
        boolean everyLine() {
            return everyLine;
        }

        String rule() {
            return String.valueOf(getMessage());
        }
    }
}
