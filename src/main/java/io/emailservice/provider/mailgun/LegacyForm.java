package io.emailservice.provider.mailgun;

import io.emailservice.provider.Tree;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A post in Mailgun's format of before 2018: a flat form, urlencoded or multipart, in which the event's fields, the
 * signature and the user variables of the message lie side by side. Where a variable has the name of one of the
 * signature's fields, the signature's is the last; of every other name the first is Mailgun's.
 */
final class LegacyForm {
    private static final int MAX_FIELDS = 1_000;
    private static final Pattern PART_NAME =
            Pattern.compile("content-disposition:[^\r\n]*?;\\s*name=\"([^\"\r\n]*)\"", Pattern.CASE_INSENSITIVE);
    private static final Pattern FILE = Pattern.compile(";\\s*filename\\*?=", Pattern.CASE_INSENSITIVE);

    private final Map<String, String> first = new HashMap<>();
    private final Map<String, String> last = new HashMap<>();

    private LegacyForm() {}

    /** Empty if the bytes are no form with an event in it. */
    static Optional<LegacyForm> parse(byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        LegacyForm form = new LegacyForm();
        if (text.startsWith("--")) {
            form.readParts(text);
        } else {
            form.readPairs(text);
        }
        return form.first.containsKey("event") ? Optional.of(form) : Optional.empty();
    }

    MailgunPost.Signed signed() {
        return new MailgunPost.Signed(last.get("timestamp"), last.get("token"), last.get("signature"), null);
    }

    /** The fields under their names of today, so that one reader does for both. */
    Tree event() {
        Map<String, Object> event = new HashMap<>();
        String kind = first.getOrDefault("event", "");
        boolean failed = kind.equals("bounced") || kind.equals("dropped");
        put(event, "event", failed ? "failed" : kind);
        put(event, "severity", failed ? "permanent" : null);
        put(event, "legacy-event", kind);
        put(event, "timestamp", last.get("timestamp"));
        put(event, "reason", first.get("reason"));
        for (String same : List.of("recipient", "url", "ip")) {
            put(event, same, first.get(same));
        }
        String id = first.containsKey("Message-Id") ? first.get("Message-Id") : first.get("message-id");
        event.put("message", Map.of("headers", id == null ? Map.of() : Map.of("message-id", id)));
        event.put("delivery-status", status());
        event.put("client-info", only("user-agent", "client-type", "bot"));
        event.put("user-variables", variables());
        return Tree.of(event);
    }

    private Map<String, Object> status() {
        Map<String, Object> status = new HashMap<>();
        put(status, "code", first.get("code"));
        put(status, "message", first.containsKey("error") ? first.get("error") : first.get("notification"));
        put(status, "description", first.get("description"));
        return status;
    }

    /** Our own variable bears the name of a field of Mailgun's: it is the one that is no message id of mail. */
    private Map<String, Object> variables() {
        Map<String, Object> variables = new HashMap<>();
        String id = first.containsKey("Message-Id") ? first.get("message-id") : last.get("message-id");
        put(variables, "message-id", id);
        return variables;
    }

    private Map<String, Object> only(String... names) {
        Map<String, Object> some = new HashMap<>();
        for (String name : names) {
            put(some, name, first.get(name));
        }
        return some;
    }

    private void readPairs(String text) {
        for (String pair : text.split("&", MAX_FIELDS)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                add(decoded(pair.substring(0, equals)), decoded(pair.substring(equals + 1)));
            }
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return text;
        }
    }

    private void readParts(String text) {
        int lineEnd = text.indexOf('\n');
        if (lineEnd < 0) {
            return;
        }
        String boundary = text.substring(0, lineEnd).stripTrailing();
        int start = lineEnd + 1;
        for (int parts = 0; parts < MAX_FIELDS; parts++) {
            int end = text.indexOf("\n" + boundary, start - 1);
            if (end < 0) {
                return;
            }
            readPart(text.substring(Math.min(start, end), end));
            start = text.indexOf('\n', end + 1) + 1;
            if (start == 0) {
                return;
            }
        }
    }

    private void readPart(String part) {
        String unix = part.replace("\r\n", "\n");
        int blank = unix.indexOf("\n\n");
        if (blank < 0) {
            return;
        }
        String head = unix.substring(0, blank);
        Matcher name = PART_NAME.matcher(head);
        if (name.find() && !FILE.matcher(head).find()) {
            String value = unix.substring(blank + 2);
            add(name.group(1), value.endsWith("\r") ? value.substring(0, value.length() - 1) : value);
        }
    }

    private void add(String name, String value) {
        first.putIfAbsent(name, value);
        last.put(name, value);
    }

    private static void put(Map<String, Object> fields, String name, @Nullable String value) {
        if (value != null) {
            fields.put(name, value);
        }
    }
}
