package io.emailservice.intake;

import static io.emailservice.intake.Requests.decode;
import static io.emailservice.intake.Requests.full;
import static io.emailservice.intake.Requests.node;
import static io.emailservice.intake.Requests.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule of a field: one change to a valid request, one problem. */
class RequestRulesTest {
    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/idempotencyKey         | 5                    | must be a text, not a number",
                "/idempotencyKey         | ''                   | must not be empty",
                "/idempotencyKey         | '  '                 | must not be blank",
                "/idempotencyKey         | 'a\\nb'              | must be one line without control characters",
                "/idempotencyKey         | x*201                | must have at most 200 characters",
                "/tenant                 | 'a/b'                | must be ASCII letters, digits",
                "/tenant                 | '-a'                 | start with a letter or digit",
                "/tenant                 | x*65                 | must have at most 64 characters",
                "/stream                 | 'slow'               | must be transactional or bulk",
                "/stream                 | true                 | must be a text, not a boolean",
                "/from                   | 'a@b.example'        | must be an object, not a text",
                "/from/email             | 1                    | must be a text, not a number",
                "/from/mail              | 'a@b.example'        | is not a known field",
                "/from/name              | 'A\\r\\nBcc: x@y.zz' | must be one line without control characters",
                "/from/name              | 'A\\u2028B'          | must be one line without control characters",
                "/from/name              | x*257                | must have at most 256 characters",
                "/to                     | []                   | must be an object, not a list",
                "/to/email               | 'ann'                | must be an address with one @",
                "/to/email               | 'A <a@b.example>'    | must be one bare address",
                "/to/email               | 'a@b.example,c@d.ee' | must be one bare address",
                "/to/email               | 'a@b.example\\n'     | must be one line without control characters",
                "/cc                     | {}                   | must be a list, not an object",
                "/cc/0                   | null                 | must not be null",
                "/cc/0                   | 'a@b.example'        | must be an object, not a text",
                "/cc                     | mailboxes*49         | cc and bcc must have at most 48 addresses together",
                "/bcc                    | mailboxes*49         | cc and bcc must have at most 48 addresses together",
                "/replyTo/email          | 'x'                  | must be an address with one @",
                "/content                | 'Hi'                 | must be an object, not a text",
                "/content/subject        | 'a\\nb'              | must be one line without control characters",
                "/content/subject        | x*2001               | must have at most 2000 characters",
                "/content/html           | {}                   | must be a text, not an object",
                "/content/html           | 'a\\u0000'           | must not contain NUL",
                "/content/amp            | 'x'                  | is not a known field",
                "/data                   | []                   | must be an object, not a list",
                "/data/a                 | 'a\\u0000'           | must not contain NUL",
                "/data/a                 | 1e1001               | must have an exponent between -1000 and 1000",
                "/data/a                 | 1e-1001              | must have an exponent between -1000 and 1000",
                "/data                   | numbers*10001        | must have at most 10000 values",
                "/headers                | []                   | must be an object, not a list",
                "/headers/X-A            | 1                    | must be a text, not a number",
                "/headers/X-A            | 'a\\r\\nBcc: x@y.zz' | must be one line of printable ASCII",
                "/headers/X-A            | 'é'                  | must be one line of printable ASCII",
                "/headers/X-A            | x*996                | must have at most 995 characters",
                "/headers/X A            | 'x'                  | must have a name of 1 to 126 printable ASCII",
                "/headers/X:A            | 'x'                  | must have a name of 1 to 126 printable ASCII",
                "/headers/x-order        | 'x'                  | is given twice",
                "/headers/From           | 'x'                  | is a reserved header",
                "/headers/TO             | 'x'                  | is a reserved header",
                "/headers/Cc             | 'x'                  | is a reserved header",
                "/headers/bcc            | 'x'                  | is a reserved header",
                "/headers/subject        | 'x'                  | is a reserved header",
                "/headers/Date           | 'x'                  | is a reserved header",
                "/headers/Message-Id     | 'x'                  | is a reserved header",
                "/headers/MIME-Version   | 'x'                  | is a reserved header",
                "/headers/Content-Type   | 'x'                  | is a reserved header",
                "/headers/Return-Path    | 'x'                  | is a reserved header",
                "/headers/Received       | 'x'                  | is a reserved header",
                "/headers/DKIM-Signature | 'x'                  | is a reserved header",
                "/headers/Sender         | 'x'                  | is a reserved header",
                "/headers/X-Mailgun-Tag  | 'x'                  | is a reserved header",
                "/headers/X-SES-Outgoing | 'x'                  | is a reserved header",
                "/headers/Reply-To       | 'x'                  | is a reserved header: use replyTo",
                "/headers                | headers*13           | must have at most 12 headers",
                "/attachments            | {}                   | must be a list, not an object",
                "/attachments/0          | 'x'                  | must be an object, not a text",
                "/attachments/0/filename | '../a'               | must be a file name without path",
                "/attachments/0/filename | 'a\\\"b'             | must be a file name without path and quotes",
                "/attachments/0/filename | 'a\\nb'              | must be one line without control characters",
                "/attachments/0/filename | ''                   | must not be empty",
                "/attachments/0/contentType | 'pdf'             | must be a media type such as application/pdf",
                "/attachments/0/contentType | 'a/b; c'          | must be a media type such as application/pdf",
                "/attachments/0/content  | 'SGVsbG8'            | must be standard base64",
                "/attachments/0/content  | 'SGVs\\nbG8='        | must be standard base64",
                "/attachments/0/content  | 'SG=sbG8='           | must be standard base64",
                "/attachments/0/size     | 5                    | is not a known field",
                "/attachments            | files*21             | must have at most 20 files",
                "/tags                   | 'a'                  | must be a list, not a text",
                "/tags/0                 | 'é'                  | must be printable ASCII",
                "/tags/0                 | ' '                  | must not be blank",
                "/tags/0                 | x*129                | must have at most 128 characters",
                "/tags                   | texts*11             | must have at most 10 tags",
                "/metadata               | 'a'                  | must be an object, not a text",
                "/metadata/a             | []                   | must be a text, number or boolean",
                "/metadata/a             | x*1001               | must have at most 1000 characters",
                "/metadata/campaign      | x*201                | must have at most 200 characters",
                "/metadata               | metadata*51          | must have at most 50 entries",
                "/tracking               | true                 | must be an object, not a boolean",
                "/tracking/opens         | 'yes'                | must be true or false, not a text",
                "/provider               | 'mail gun'           | must be ASCII letters, digits",
                "/sendAt                 | 'tomorrow'           | must be an ISO 8601 instant",
                "/sendAt                 | '2026-01-01'         | must be an ISO 8601 instant",
                "/sendAt                 | '-5000-01-01T00:00:00Z' | must be an ISO 8601 instant",
                "/expiresAt              | 1767261600           | must be a text, not a number",
                "/expiresAt              | '2026-01-01T10:00:00Z' | must be after sendAt",
                "/collapseKey            | ''                   | must not be empty",
                "/surprise               | 1                    | is not a known field",
            })
    void refuses(String pointer, String value, String rule) {
        ObjectNode request = full();
        Changes.set(request, pointer, node(json(value)));

        assertThat(problemsOf(decode(request)))
                .singleElement()
                .asString()
                .startsWith(pointer + ": ")
                .contains(rule);
    }

    @ParameterizedTest(name = "without {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "/from                   |/from                   | is required, as the tenant has no default",
                "/from/email             |/from/email             | is required",
                "/to                     |/to                     | is required",
                "/to/email               |/to/email               | is required",
                "/content                |''                      | must have one of template and content",
                "/content/subject        |/content/subject        | is required",
                "/attachments/0/filename |/attachments/0/filename | is required",
                "/attachments/0/content  |/attachments/0/content  | is required",
            })
    void requires(String pointer, String at, String rule) {
        ObjectNode request = full();
        Changes.remove(request, pointer);

        assertThat(problemsOf(decode(request))).containsExactly(at + ": " + rule);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'version': 1}                | /template/id      | is required",
                "{'id': 'a b'}                 | /template/id      | must be ASCII letters",
                "{'id': 'a', 'version': 0}     | /template/version | must be a whole number from 1",
                "{'id': 'a', 'version': 1.5}   | /template/version | must be a whole number from 1",
                "{'id': 'a', 'version': '1'}   | /template/version | must be a whole number from 1",
                "{'id': 'a', 'version': 3e9}   | /template/version | must be a whole number from 1",
                "{'id': 'a', 'locale': '../x'} | /template/locale  | must be a language tag",
                "{'id': 'a', 'style': 'x'}     | /template/style   | is not a known field",
                "'welcome'                     | /template         | must be an object, not a text",
            })
    void refusesATemplate(String template, String pointer, String rule) {
        ObjectNode request = Requests.minimal();
        request.set("template", node(json(template)));

        assertThat(problemsOf(decode(request))).singleElement().asString().startsWith(pointer + ": " + rule);
    }

    @Test
    void refusesTemplateBesideContent() {
        ObjectNode request = full();
        request.putObject("template").put("id", "welcome");

        assertThat(problemsOf(decode(request))).containsExactly(": must have one of template and content, not both");
    }

    @Test
    void requiresABodyInContent() {
        ObjectNode request = full();
        request.putObject("content").put("subject", "Hi").put("html", "").putNull("text");

        assertThat(problemsOf(decode(request))).containsExactly("/content: must have html or text");
    }

    @Test
    void refusesDataThatIsNestedTooDeeply() {
        ObjectNode request = full();
        Changes.set(request, "/data/a", node(json("nested*16")));

        assertThat(problemsOf(decode(request)))
                .containsExactly("/data/a" + "/0".repeat(15) + ": must not be nested deeper than 16 levels");
    }

    @Test
    void refusesAFileBeyondTheSizeLimit() {
        byte[] json = Requests.withFileOf(26 << 20);

        assertThat(problemsOf(new SendRequests(IntakeConfig.DEFAULTS).decode(json, Requests.DEFAULTS)))
                .containsExactly("/attachments: must have at most 25000000 bytes together when decoded");
    }

    @Test
    void takesAFileUpToTheSizeLimit() {
        byte[] json = Requests.withFileOf(25_000_000);

        assertThat(problemsOf(new SendRequests(IntakeConfig.DEFAULTS).decode(json, Requests.DEFAULTS)))
                .isEmpty();
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/cc                        | mailboxes*47",
                "/headers                   | headers*12",
                "/headers/List-Unsubscribe  | '<https://example.com/u>'",
                "/headers/X-Empty           | ''",
                "/attachments               | files*20",
                "/attachments/0/contentType | null",
                "/attachments/0/contentType | 'text/plain; charset=utf-8'",
                "/attachments/0/contentType | 'application/vnd.ms-excel; name=\\\"a b\\\"'",
                "/attachments/0/filename    | 'Rechnung für März.pdf'",
                "/attachments/0/content     | ''",
                "/tags                      | texts*10",
                "/metadata                  | metadata*50",
                "/metadata/none             | null",
                "/data                      | numbers*9999",
                "/data/a                    | nested*15",
                "/from/name                 | ''",
                "/replyTo                   | null",
                "/data/emoji                | '\\ud83d\\ude00'",
                "/sendAt                    | '2026-01-01T10:00:00+02:00'",
                "/content/text              | null",
                "/content/html              | ''",
                "/tracking                  | {}",
            })
    void takes(String pointer, String value) {
        ObjectNode request = full();
        Changes.set(request, pointer, node(json(value)));

        assertThat(problemsOf(decode(request))).isEmpty();
    }

    /** The shorthands of the tables: single quotes for texts, {@code what*times} for bulk. */
    private static String json(String value) {
        int star = value.indexOf('*');
        if (star < 0) {
            return value.replace('\'', '"');
        }
        int times = Integer.parseInt(value.substring(star + 1));
        return switch (value.substring(0, star)) {
            case "x" -> '"' + "x".repeat(times) + '"';
            case "texts" -> list("\"a%d\"", times);
            case "mailboxes" -> list("{\"email\":\"a%d@b.example\"}", times);
            case "files" -> list("{\"filename\":\"%d\",\"content\":\"AAAA\"}", times);
            case "headers" -> object("\"X-%d\":\"x\"", times);
            case "metadata" -> object("\"m%d\":1", times);
            case "numbers" -> object("\"n%d\":1", times);
            case "nested" -> "[".repeat(times) + "]".repeat(times);
            default -> throw new IllegalArgumentException(value);
        };
    }

    private static String list(String item, int times) {
        return "[" + repeat(item, times) + "]";
    }

    private static String object(String field, int times) {
        return "{" + repeat(field, times) + "}";
    }

    private static String repeat(String part, int times) {
        return String.join(
                ",",
                IntStream.range(0, times)
                        .mapToObj(i -> String.format(Locale.ROOT, part, i))
                        .toList());
    }
}
