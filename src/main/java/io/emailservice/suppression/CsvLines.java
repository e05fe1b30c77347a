package io.emailservice.suppression;

import io.emailservice.message.Suppression;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * CSV (RFC 4180) with a heading that names the columns, in any order; a file whose first line has an {@code @} has no
 * heading and one column, the address. A value can't go over several lines: no field of an entry does.
 */
public final class CsvLines implements LineFormat {
    public static final String CONTENT_TYPE = "text/csv";
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final Set<String> KNOWN = Set.copyOf(EntryReader.FIELDS);

    private @Nullable List<String> columns;

    @Override
    public String contentType() {
        return CONTENT_TYPE;
    }

    @Override
    public @Nullable Map<String, String> read(String line) throws MalformedLine {
        if (line.isBlank()) {
            return null;
        }
        if (columns == null) {
            String first = line.startsWith(BYTE_ORDER_MARK) ? line.substring(1) : line;
            boolean heading = first.indexOf('@') < 0;
            columns = heading ? columns(first) : List.of(EntryReader.ADDRESS);
            return heading ? null : fields(columns, cut(first));
        }
        return fields(columns, cut(line));
    }

    @Override
    public String heading() {
        return String.join(",", EntryReader.FIELDS) + '\n';
    }

    @Override
    public String write(Suppression suppression) {
        return java.util.stream.Stream.of(
                        suppression.address(),
                        suppression.stream(),
                        suppression.reason().wire(),
                        suppression.source(),
                        suppression.createdAt().toString(),
                        suppression.expiresAt() == null
                                ? ""
                                : suppression.expiresAt().toString())
                .map(CsvLines::quoted)
                .collect(Collectors.joining(",", "", "\n"));
    }

    private static List<String> columns(String heading) throws MalformedLine {
        List<String> names = cut(heading).stream().map(name -> name.strip()).toList();
        if (!names.contains(EntryReader.ADDRESS)
                || !KNOWN.containsAll(names)
                || Set.copyOf(names).size() < names.size()) {
            throw new MalformedLine(
                    "the first line must name the columns: address and any of " + EntryReader.FIELDS + ", each once",
                    true);
        }
        return names;
    }

    private static Map<String, String> fields(List<String> columns, List<String> values) throws MalformedLine {
        if (values.size() != columns.size()) {
            throw new MalformedLine("must have as many values as the first line: " + columns.size(), false);
        }
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i++) {
            fields.put(columns.get(i), values.get(i));
        }
        return fields;
    }

    private static List<String> cut(String line) throws MalformedLine {
        List<String> values = new ArrayList<>();
        int at = 0;
        while (at <= line.length()) {
            if (at < line.length() && line.charAt(at) == '"') {
                StringBuilder value = new StringBuilder();
                at = unquote(line, at + 1, value);
                values.add(value.toString());
            } else {
                int comma = line.indexOf(',', at);
                int end = comma < 0 ? line.length() : comma;
                values.add(line.substring(at, end));
                at = end;
            }
            if (at < line.length() && line.charAt(at) != ',') {
                throw new MalformedLine("must have a comma behind a closing quote", false);
            }
            at++;
        }
        return values;
    }

    /** The place behind the closing quote. */
    private static int unquote(String line, int start, StringBuilder value) throws MalformedLine {
        for (int at = start; at < line.length(); at++) {
            char c = line.charAt(at);
            if (c != '"') {
                value.append(c);
            } else if (at + 1 < line.length() && line.charAt(at + 1) == '"') {
                value.append(c);
                at++;
            } else {
                return at + 1;
            }
        }
        throw new MalformedLine("must close its quotes on the same line", false);
    }

    private static String quoted(String value) {
        boolean plain = value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? value : '"' + value.replace("\"", "\"\"") + '"';
    }
}
