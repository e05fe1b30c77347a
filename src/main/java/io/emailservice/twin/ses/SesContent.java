package io.emailservice.twin.ses;

import io.emailservice.twin.wire.Json;
import io.emailservice.twin.wire.MimeHeaders;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The content of a message, with the rules of its three forms.
 *
 * @param size bytes as far as they are known
 * @param headers those of the raw message, or those given beside a built one
 * @param raw whether the sender built it
 */
record SesContent(int size, MimeHeaders headers, boolean raw) {
    private static final List<String> SINGLE_HEADERS = List.of("From", "To", "Cc", "Subject", "Date", "Message-ID");
    private static final int MOST_HEADERS = 15;
    private static final int LONGEST_NAME = 126;
    private static final int LONGEST_VALUE = 995;
    private static final int LONGEST_HEADER = 996;
    private static final int LONGEST_TEMPLATE_DATA = 262_144;

    static SesContent of(SesFields request, Set<String> templates) {
        SesError.check(request.has("Content"), "Content is required.");
        SesFields content = request.object("Content");
        int forms = (content.has("Simple") ? 1 : 0) + (content.has("Raw") ? 1 : 0) + (content.has("Template") ? 1 : 0);
        SesError.check(forms == 1, "Content must have exactly one of Simple, Raw and Template.");
        if (content.has("Raw")) {
            return raw(content.object("Raw"));
        }
        return content.has("Simple")
                ? simple(content.object("Simple"))
                : template(content.object("Template"), templates);
    }

    private static SesContent raw(SesFields raw) {
        byte[] message;
        try {
            message = Base64.getDecoder().decode(required(raw, "Data"));
        } catch (IllegalArgumentException notBase64) {
            throw SesError.unreadable("Data is not valid base64.");
        }
        MimeHeaders headers = MimeHeaders.of(message);
        for (String name : SINGLE_HEADERS) {
            SesError.check(headers.all(name).size() <= 1, "Duplicate header '" + name + "'.");
        }
        return new SesContent(message.length, headers, true);
    }

    private static SesContent simple(SesFields simple) {
        SesError.check(simple.has("Subject"), "Subject is required.");
        SesError.check(simple.has("Body"), "Body is required.");
        int size = required(simple.object("Subject"), "Data").length();
        SesFields body = simple.object("Body");
        SesError.check(body.has("Text") || body.has("Html"), "Body must have Text or Html.");
        for (String part : List.of("Text", "Html")) {
            size += body.has(part) ? required(body.object(part), "Data").length() : 0;
        }
        return new SesContent(size + attachments(simple), headers(simple), false);
    }

    private static SesContent template(SesFields template, Set<String> templates) {
        String name = template.text("TemplateName");
        String arn = template.text("TemplateArn");
        SesError.check(
                name != null || arn != null || template.has("TemplateContent"),
                "Template must have TemplateName, TemplateArn or TemplateContent.");
        String known = name != null || arn == null ? name : arn.substring(arn.lastIndexOf('/') + 1);
        SesError.check(known == null || templates.contains(known), "Template " + known + " does not exist.");
        String data = template.text("TemplateData");
        SesError.check(data == null || data.length() <= LONGEST_TEMPLATE_DATA, "TemplateData is too long.");
        SesError.check(data == null || Json.parse(data) != null, "TemplateData is not valid JSON.");
        int size = data == null ? 0 : data.length();
        return new SesContent(size + attachments(template), headers(template), false);
    }

    private static int attachments(SesFields content) {
        int size = 0;
        for (SesFields attachment : content.objects("Attachments")) {
            SesError.check(!required(attachment, "FileName").isEmpty(), "FileName must not be empty.");
            size += required(attachment, "RawContent").length();
        }
        return size;
    }

    private static MimeHeaders headers(SesFields content) {
        MimeHeaders headers = new MimeHeaders();
        List<SesFields> given = content.objects("Headers");
        SesError.check(given.size() <= MOST_HEADERS, "The number of headers must not exceed " + MOST_HEADERS + ".");
        for (SesFields header : given) {
            String name = required(header, "Name");
            String value = required(header, "Value");
            SesError.check(isName(name), "Header name " + name + " is not valid.");
            boolean fits = value.length() <= LONGEST_VALUE && name.length() + value.length() <= LONGEST_HEADER;
            SesError.check(fits && isPrintable(value), "Header value of " + name + " is not valid.");
            headers.add(name, value);
        }
        return headers;
    }

    private static String required(SesFields fields, String name) {
        @Nullable String value = fields.text(name);
        if (value == null) {
            throw SesError.badRequest(name + " is required.");
        }
        return value;
    }

    private static boolean isName(String name) {
        return !name.isEmpty()
                && name.length() <= LONGEST_NAME
                && name.chars().allMatch(c -> c > ' ' && c <= '~' && c != ':');
    }

    private static boolean isPrintable(String value) {
        return value.chars().allMatch(c -> c >= ' ' && c <= '~');
    }
}
