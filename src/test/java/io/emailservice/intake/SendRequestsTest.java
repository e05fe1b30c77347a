package io.emailservice.intake;

import static io.emailservice.intake.Requests.DEFAULTS;
import static io.emailservice.intake.Requests.bytes;
import static io.emailservice.intake.Requests.decode;
import static io.emailservice.intake.Requests.full;
import static io.emailservice.intake.Requests.minimal;
import static io.emailservice.intake.Requests.node;
import static io.emailservice.intake.Requests.problemsOf;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emailservice.message.Attachment;
import io.emailservice.message.Content;
import io.emailservice.message.Decoded;
import io.emailservice.message.Mailbox;
import io.emailservice.message.SendRequest;
import io.emailservice.message.Stream;
import io.emailservice.message.Submission;
import io.emailservice.message.TemplateRef;
import io.emailservice.message.Tracking;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SendRequestsTest {
    @Test
    void fillsWhatTheCallerLeavesOut() {
        SendRequest request = valid(minimal()).request();

        assertThat(request.idempotencyKey()).isEqualTo("email:17");
        assertThat(request.tenant()).isEqualTo("default");
        assertThat(request.stream()).isEqualTo(Stream.TRANSACTIONAL);
        assertThat(request.from()).isEqualTo(Mailbox.of("shop@example.com"));
        assertThat(request.to()).isEqualTo(Mailbox.of("ann@example.org"));
        assertThat(request.template()).isEqualTo(new TemplateRef("welcome", null, null));
        assertThat(request.content()).isNull();
        assertThat(request.cc()).isEmpty();
        assertThat(request.attachments()).isEmpty();
        assertThat(request.tracking()).isNull();
    }

    @Test
    void readsEveryField() {
        SendRequest request = valid(full()).request();

        assertThat(request.idempotencyKey()).isEqualTo("order-4711-receipt");
        assertThat(request.tenant()).isEqualTo("acme");
        assertThat(request.stream()).isEqualTo(Stream.BULK);
        assertThat(request.from()).isEqualTo(new Mailbox("shop@example.com", "Shop"));
        assertThat(request.to()).isEqualTo(new Mailbox("ann@example.org", "Ann Müller"));
        assertThat(request.cc()).containsExactly(Mailbox.of("c@example.org"));
        assertThat(request.bcc()).containsExactly(Mailbox.of("b@example.org"));
        assertThat(request.replyTo()).isEqualTo(Mailbox.of("help@example.com"));
        assertThat(request.content()).isEqualTo(new Content("Order {{id}}", "<p>Hi</p>", "Hi\n"));
        assertThat(request.headers()).containsExactly(Map.entry("X-Order", "4711"));
        assertThat(request.attachments()).containsExactly(new Attachment("a.pdf", "application/pdf", "SGVsbG8="));
        assertThat(request.tags()).containsExactly("receipt");
        assertThat(request.campaign()).isEqualTo("spring");
        assertThat(request.stepExecutionId()).isEqualTo("step-1");
        assertThat(request.tracking()).isEqualTo(new Tracking(true, false));
        assertThat(request.provider()).isEqualTo("mailgun");
        assertThat(request.sendAt()).isEqualTo(Instant.parse("2026-01-01T10:00:00Z"));
        assertThat(request.expiresAt()).isEqualTo(Instant.parse("2026-01-02T10:00:00Z"));
        assertThat(request.collapseKey()).isEqualTo("reset-7");
    }

    @Test
    void keepsTemplateValuesAsTheyWereWritten() {
        Map<String, Object> data = valid(full()).request().data();

        assertThat(data)
                .containsEntry("firstName", "Ann")
                .containsEntry("price", new BigDecimal("10.5"))
                .containsEntry("count", 3)
                .containsEntry("big", 12_345_678_901L)
                .containsEntry("paid", true)
                .containsEntry("none", null)
                .containsEntry("items", List.of(Map.of("name", "a"), "b", 1));
    }

    @Test
    void storesTheRequestWithoutContentAndBytes() {
        ObjectNode expected = full();
        expected.remove("content");
        ObjectNode file = (ObjectNode) expected.at("/attachments/0");
        file.remove("content");
        file.put(
                "hash",
                new Attachment("a.pdf", "application/pdf", "SGVsbG8=").hash().toString());

        assertThat(node(valid(full()).document())).isEqualTo(expected);
    }

    @Test
    void storesDefaultsWithTheRequest() {
        ObjectNode expected = minimal();
        expected.put("idempotencyKey", "email:17").put("tenant", "default").put("stream", "transactional");

        assertThat(node(valid(minimal()).document())).isEqualTo(expected);
    }

    @Test
    void rebuildsWhatItStored() {
        Submission first = valid(full());
        SendRequest request = first.request();

        Decoded again = new SendRequests(IntakeConfig.DEFAULTS)
                .decodeStored(first.document(), request.content(), request.attachments());

        assertThat(again).isEqualTo(new Decoded.Valid(first));
    }

    @Test
    void rebuildsARequestThatNamesATemplate() {
        Submission first = valid(minimal());

        Decoded again = new SendRequests(IntakeConfig.DEFAULTS).decodeStored(first.document(), null, List.of());

        assertThat(again).isEqualTo(new Decoded.Valid(first));
    }

    @Test
    void takesTheSenderOfTheTenant() {
        IntakeConfig config =
                new IntakeConfig(IntakeLimits.DEFAULTS, Map.of("acme", new Mailbox("acme@example.com", "Acme")));
        ObjectNode request = minimal();
        request.remove("from");
        request.put("tenant", "acme");

        Decoded decoded = new SendRequests(config).decode(bytes(request), DEFAULTS);

        assertThat(decoded).isInstanceOf(Decoded.Valid.class);
        assertThat(((Decoded.Valid) decoded).submission().request().from())
                .isEqualTo(new Mailbox("acme@example.com", "Acme"));
    }

    @Test
    void namesEveryProblemAtOnce() {
        ObjectNode request = Requests.object("""
                {"to": {"email": "nobody"}, "cc": [{"email": "a@b.example"}, {"name": "B"}], "stream": "fast",
                 "content": {"html": 7}, "headers": {"Subject": "x"}, "colour": {"a": [1]}, "sendAt": "tomorrow",
                 "tags": ["é"], "metadata": {"a": {}}}""");

        assertThat(problemsOf(decode(request)).stream().map(line -> line.replaceFirst(":.*", "")))
                .containsExactlyInAnyOrder(
                        "/to/email",
                        "/cc/1/email",
                        "/stream",
                        "/content/html",
                        "/content/subject",
                        "/headers/Subject",
                        "/colour",
                        "/sendAt",
                        "/tags/0",
                        "/metadata/a",
                        "/from");
    }

    @Test
    void pointsIntoNamesThatNeedEscaping() {
        ObjectNode request = minimal();
        request.put("a/b~c", 1);

        assertThat(problemsOf(decode(request))).containsExactly("/a~1b~0c: is not a known field");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/to/email",
                "/from/name",
                "/content/subject",
                "/idempotencyKey",
                "/stream",
                "/sendAt",
                "/headers/X-Order",
                "/attachments/0/content",
                "/attachments/0/contentType",
                "/tags/0",
                "/provider"
            })
    void neverRepeatsARefusedValue(String pointer) {
        ObjectNode request = full();
        Changes.set(request, pointer, node("\"s3cret \\r\\n value\""));

        assertThat(problemsOf(decode(request))).isNotEmpty().noneMatch(line -> line.contains("s3cret"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''|must be a JSON object",
                "null|must be a JSON object",
                "[]|must be an object, not a list",
                "17|must be an object, not a number",
                "{\"to\"|is not well-formed JSON",
                "{} {}|nothing behind it",
                "{\"data\":{\"n\":1e}}|is not well-formed JSON",
            })
    void refusesWhatIsNoRequest(String json, String rule) {
        Decoded decoded =
                new SendRequests(IntakeConfig.DEFAULTS).decode(json.getBytes(StandardCharsets.UTF_8), DEFAULTS);

        assertThat(problemsOf(decoded)).anyMatch(line -> line.startsWith(": ") && line.contains(rule));
    }

    @Test
    void refusesANumberThatHasNoValue() {
        byte[] json = "{\"data\":{\"n\":1e99999999999}}".getBytes(StandardCharsets.UTF_8);

        assertThat(problemsOf(new SendRequests(IntakeConfig.DEFAULTS).decode(json, DEFAULTS)))
                .contains("/data/n: must have an exponent between -1000 and 1000");
    }

    @Test
    void refusesBeyondTheByteLimitUnread() {
        byte[] big = new byte[IntakeLimits.DEFAULTS.requestBytes() + 1];
        Arrays.fill(big, (byte) '[');

        assertThat(problemsOf(new SendRequests(IntakeConfig.DEFAULTS).decode(big, DEFAULTS)))
                .containsExactly(": must have at most 41943040 bytes");
    }

    @Test
    void refusesTextThatIsNotUtf8() {
        byte[] json = bytes(full());
        json[20] = (byte) 0xFF;

        assertThat(problemsOf(new SendRequests(IntakeConfig.DEFAULTS).decode(json, DEFAULTS)))
                .anyMatch(line -> line.startsWith(": is not "));
    }

    @Test
    void refusesAnEntranceKeyThatCannotBeKept() {
        IntakeDefaults defaults = IntakeDefaults.ofJob("email", "x".repeat(200), Stream.BULK);

        assertThat(problemsOf(new SendRequests(IntakeConfig.DEFAULTS).decode(bytes(minimal()), defaults)))
                .singleElement()
                .asString()
                .startsWith("/idempotencyKey: must be given");
    }

    @Test
    void keepsTheFirstHundredProblems() {
        ObjectNode request = minimal();
        for (int i = 0; i < 1_000; i++) {
            request.put("unknown" + i, i);
        }

        assertThat(problemsOf(decode(request))).hasSize(100);
    }

    private static Submission valid(ObjectNode request) {
        Decoded decoded = decode(request);
        assertThat(problemsOf(decoded)).isEmpty();
        return ((Decoded.Valid) decoded).submission();
    }
}
