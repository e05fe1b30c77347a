package io.emailservice.twin.mailgun;

import com.fasterxml.jackson.databind.JsonNode;
import io.emailservice.twin.wire.AddressList;
import io.emailservice.twin.wire.FormField;
import io.emailservice.twin.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Mailgun refuses with status 400, and how it says so. It names the first problem only. The texts are Mailgun's
 * where they are known; docs/twin.md lists those that are worded here.
 */
final class SendRules {
    private static final int MOST_OPTION_BYTES = 16 * 1024;
    private static final int MOST_MESSAGE_BYTES = 25 * 1024 * 1024;
    private static final int MOST_RECIPIENTS = 1_000;
    private static final int MOST_TAGS = 10;
    private static final int LONGEST_TAG = 128;

    private final Set<String> templates;

    SendRules(List<String> templates) {
        this.templates = Set.copyOf(templates);
    }

    /** What a request came to: recipients, or the one problem it is refused with. */
    record Verdict(List<String> recipients, @Nullable String problem) {
        static Verdict refused(String problem) {
            return new Verdict(List.of(), problem);
        }
    }

    /** Judges the fields of a message that Mailgun builds. */
    Verdict judgeFields(SendForm form) {
        String missing = missing(form);
        return missing != null ? Verdict.refused(missing) : judgeRest(form);
    }

    /** Judges the fields around a message that the sender built. */
    Verdict judgeMime(SendForm form) {
        if (form.to.isEmpty()) {
            return Verdict.refused("to parameter is missing");
        }
        if (form.message == null) {
            return Verdict.refused("message parameter is missing");
        }
        if (form.message.filename() == null) {
            return Verdict.refused("'message' parameter is not a file");
        }
        return judgeRest(form);
    }

    private @Nullable String missing(SendForm form) {
        boolean template = form.template != null;
        if (form.from.isEmpty() && !template) {
            return "from parameter is missing";
        }
        if (form.to.isEmpty()) {
            return "to parameter is missing";
        }
        if (form.subject == null && !template) {
            return "subject parameter is missing";
        }
        if (!form.hasBody && !template) {
            return "Need at least one of 'text', 'html', 'amp-html' or 'template' parameters specified";
        }
        if (form.hasHtml && template) {
            return "Only one parameters 'html' or 'template' is allowed";
        }
        return template && !templates.contains(form.template) ? "template not found" : null;
    }

    private static Verdict judgeRest(SendForm form) {
        List<String> recipients = new ArrayList<>(form.to.size());
        String problem = collect("from", form.from, new ArrayList<>(1));
        problem = problem != null ? problem : collect("to", form.to, recipients);
        problem = problem != null ? problem : collect("cc", form.cc, recipients);
        problem = problem != null ? problem : collect("bcc", form.bcc, recipients);
        recipients = withoutRepeats(recipients);
        if (problem == null && recipients.size() > MOST_RECIPIENTS) {
            problem = "Too many recipients, max is " + MOST_RECIPIENTS;
        }
        problem = problem != null ? problem : options(form);
        if (problem == null && form.contentBytes > MOST_MESSAGE_BYTES) {
            problem = "Message size exceeds the limit of 25MB";
        }
        return problem != null ? Verdict.refused(problem) : new Verdict(recipients, null);
    }

    private static @Nullable String collect(String name, List<String> values, List<String> recipients) {
        for (String value : values) {
            List<String> addresses = AddressList.parse(value);
            if (addresses == null) {
                return name + " parameter is not a valid address. please check documentation";
            }
            recipients.addAll(addresses);
        }
        return null;
    }

    private static List<String> withoutRepeats(List<String> recipients) {
        if (recipients.size() < 2) {
            return recipients;
        }
        Set<String> seen = new HashSet<>();
        return recipients.stream()
                .filter(address -> seen.add(address.toLowerCase(Locale.ROOT)))
                .toList();
    }

    private static @Nullable String options(SendForm form) {
        if (form.optionBytes > MOST_OPTION_BYTES) {
            return "Send options (parameters starting with o:, h:, or v:) are limited to 16 kB total";
        }
        if (form.tags.size() > MOST_TAGS) {
            return "Too many tags, max is " + MOST_TAGS;
        }
        for (String tag : form.tags) {
            if (tag.length() > LONGEST_TAG || !isAscii(tag)) {
                return "o:tag parameter is not valid: up to " + LONGEST_TAG + " ASCII characters are allowed";
            }
        }
        for (FormField field : form.others) {
            String problem = option(field);
            if (problem != null) {
                return problem;
            }
        }
        return null;
    }

    private static @Nullable String option(FormField field) {
        String name = field.name();
        return switch (name) {
            case "recipient-variables", "t:variables" ->
                isJsonObject(field.text()) ? null : name + " parameter is not a valid JSON";
            case "o:deliverytime" ->
                isDate(field.text()) ? null : "o:deliverytime parameter is not a valid RFC 2822 date";
            case "o:dkim", "o:testmode", "o:tracking-opens", "o:require-tls", "o:skip-verification" ->
                isSwitch(field.text()) ? null : name + " parameter must be yes, no, true or false";
            case "o:tracking", "o:tracking-clicks" ->
                isSwitch(field.text()) || field.is("htmlonly")
                        ? null
                        : name + " parameter must be yes, no, true, false or htmlonly";
            default -> name.startsWith("h:") && !isAscii(name) ? "header name " + name + " is not valid" : null;
        };
    }

    private static boolean isJsonObject(String text) {
        JsonNode node = Json.parse(text);
        return node != null && node.isObject();
    }

    private static boolean isDate(String text) {
        if (text.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.')) {
            return true;
        }
        try {
            return DateTimeFormatter.RFC_1123_DATE_TIME.parse(text) != null;
        } catch (DateTimeException notADate) {
            return text.endsWith(" UTC") && isDate(text.substring(0, text.length() - 3) + "GMT");
        }
    }

    private static boolean isSwitch(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "yes", "no", "true", "false" -> true;
            default -> false;
        };
    }

    private static boolean isAscii(String text) {
        return StandardCharsets.US_ASCII.newEncoder().canEncode(text);
    }
}
