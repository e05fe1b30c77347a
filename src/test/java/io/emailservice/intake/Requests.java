package io.emailservice.intake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emailservice.message.Decoded;
import io.emailservice.message.Stream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Send requests for tests, as callers would write them. */
final class Requests {
    static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
    static final IntakeDefaults DEFAULTS = IntakeDefaults.ofJob("email", "17", Stream.TRANSACTIONAL);

    private Requests() {}

    /** The smallest valid request. */
    static ObjectNode minimal() {
        return object("""
                {"from": {"email": "shop@example.com"}, "to": {"email": "ann@example.org"},
                 "template": {"id": "welcome"}}""");
    }

    /** Every field of the contract. */
    static ObjectNode full() {
        return object("""
                {"idempotencyKey": "order-4711-receipt", "tenant": "acme", "stream": "bulk",
                 "from": {"email": "shop@example.com", "name": "Shop"},
                 "to": {"email": "ann@example.org", "name": "Ann Müller"},
                 "cc": [{"email": "c@example.org"}], "bcc": [{"email": "b@example.org"}],
                 "replyTo": {"email": "help@example.com"},
                 "content": {"subject": "Order {{id}}", "html": "<p>Hi</p>", "text": "Hi\\n"},
                 "data": {"firstName": "Ann", "price": 10.50, "count": 3, "big": 12345678901, "paid": true,
                          "none": null, "items": [{"name": "a"}, "b", 1]},
                 "headers": {"X-Order": "4711"},
                 "attachments": [{"filename": "a.pdf", "contentType": "application/pdf", "content": "SGVsbG8="}],
                 "tags": ["receipt"], "metadata": {"stepExecutionId": "step-1", "campaign": "spring", "n": 1},
                 "tracking": {"opens": true, "clicks": false}, "provider": "mailgun",
                 "sendAt": "2026-01-01T10:00:00Z", "expiresAt": "2026-01-02T10:00:00Z", "collapseKey": "reset-7"}""");
    }

    /** About 3 KB, mostly HTML with links: what a campaign sends. */
    static byte[] typical() {
        StringBuilder html = new StringBuilder("<html><body><h1>Hello {{firstName}}</h1>\n");
        for (int i = 0; i < 12; i++) {
            html.append("<p style=\"margin:0\">Offer ")
                    .append(i)
                    .append(" for you: <a href=\"https://shop.example.com/")
                    .append("products/")
                    .append(i)
                    .append("?utm_source=mail&utm_campaign=spring\">have a look at it, {{firstName}}")
                    .append("</a> before it is gone again</p>\n");
        }
        ObjectNode request = minimal();
        request.remove("template");
        request.put("idempotencyKey", "spring-0000001");
        request.putObject("content").put("subject", "News for {{firstName}}").put("html", html + "</body></html>");
        request.putObject("data").put("firstName", "Ann").put("points", 1200).put("city", "Berlin");
        request.putObject("metadata").put("campaign", "spring").put("stepExecutionId", "step-1");
        request.putArray("tags").add("spring");
        return bytes(request);
    }

    /** The smallest request with one file of that many bytes. */
    static byte[] withFileOf(int bytes) {
        String request = minimal()
                .set("attachments", node("[{\"filename\": \"a\", \"content\": \"@\"}]"))
                .toString();
        String base64 = Base64.getEncoder().encodeToString(new byte[bytes]);
        return request.replace("@\"}]", base64 + "\"}]").getBytes(StandardCharsets.UTF_8);
    }

    static ObjectNode object(String json) {
        return (ObjectNode) node(json);
    }

    static JsonNode node(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException bug) {
            throw new IllegalArgumentException(json, bug);
        }
    }

    static byte[] bytes(JsonNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    static Decoded decode(JsonNode json) {
        return new SendRequests(IntakeConfig.DEFAULTS).decode(bytes(json), DEFAULTS);
    }

    /** The problems as {@code pointer: rule}; none if the request is valid. */
    static List<String> problemsOf(Decoded decoded) {
        return decoded.fold(valid -> List.of(), problems -> problems.stream()
                .map(problem -> problem.pointer() + ": " + problem.rule())
                .toList());
    }
}
