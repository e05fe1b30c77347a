package io.emailservice.twin.ses;

import io.emailservice.twin.wire.MimeHeaders;
import io.emailservice.twin.wire.UrlEncoding;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The tags of a message: those of the API, or, if it gives none, those in the header of a raw message. */
record SesTags(Map<String, String> values) {
    private static final String HEADER = "X-SES-MESSAGE-TAGS";
    static final String MESSAGE_ID = "message-id";
    private static final Set<String> SPECIAL = Set.of("ses:feedback-id-a", "ses:feedback-id-b");
    private static final int LONGEST = 255;

    static SesTags of(SesFields request, MimeHeaders headers) {
        Map<String, String> values = new LinkedHashMap<>();
        for (SesFields tag : request.objects("EmailTags")) {
            add(values, tag.text("Name"), tag.text("Value"));
        }
        String inHeader = headers.first(HEADER);
        if (values.isEmpty() && inHeader != null) {
            for (String pair : inHeader.split(",", -1)) {
                int equals = pair.indexOf('=');
                SesError.check(equals > 0, "Invalid tags in header " + HEADER + ".");
                add(
                        values,
                        pair.substring(0, equals).strip(),
                        pair.substring(equals + 1).strip());
            }
        }
        return new SesTags(values);
    }

    /** The sender's id of the message, if a tag carries it. */
    @Nullable
    String messageId() {
        return values.get(MESSAGE_ID);
    }

    /** All other tags, urlencoded. */
    String attributes() {
        return values.entrySet().stream()
                .filter(tag -> !tag.getKey().equals(MESSAGE_ID))
                .map(tag -> UrlEncoding.encode(tag.getKey()) + '=' + UrlEncoding.encode(tag.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static void add(Map<String, String> values, @Nullable String name, @Nullable String value) {
        if (name == null || value == null || name.isEmpty() || value.isEmpty()) {
            throw SesError.badRequest("The tag name and the tag value must be specified.");
        }
        SesError.check(name.length() <= LONGEST, "Tag name cannot exceed 255 characters.");
        SesError.check(value.length() <= LONGEST, "Tag value cannot exceed 255 characters.");
        SesError.check(
                SPECIAL.contains(name) || name.chars().allMatch(SesTags::isOfAName),
                "Invalid tag name <" + name + ">: only alphanumeric ASCII characters, '_',  '-' are allowed.");
        SesError.check(
                value.chars().allMatch(c -> isOfAName(c) || c == '.' || c == '@'),
                "Invalid tag value <" + value
                        + ">: only alphanumeric ASCII characters, '_',  '-' , '.', '@' are allowed.");
        values.put(name, value);
    }

    private static boolean isOfAName(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }
}
