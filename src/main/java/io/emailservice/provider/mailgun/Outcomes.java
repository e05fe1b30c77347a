package io.emailservice.provider.mailgun;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.Outcome;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an answer of Mailgun's {@code messages} call means.
 *
 * <p>Mailgun has no idempotency key, and mail has gone out after a 5xx: so whatever isn't a clear yes or no after the
 * request left may have been sent. Error bodies are JSON, a bare word or a gateway's HTML page; none of them is trusted
 * to be JSON.
 */
final class Outcomes {
    private static final JsonFactory JSON = new JsonFactory();

    private Outcomes() {}

    static Outcome of(Answer answer, Instant now) {
        if (answer instanceof Answer.Received received) {
            return received(received, now);
        }
        if (answer instanceof Answer.Lost lost) {
            return new Outcome.Unknown(new Failure(FailureClass.UNKNOWN, lost.code(), lost.text()));
        }
        Throwable cause = ((Answer.NotSent) answer).cause();
        return deferred(FailureClass.NETWORK, "not_connected", String.valueOf(cause.getMessage()));
    }

    private static Outcome received(Answer.Received answer, Instant now) {
        int status = answer.status();
        if (status >= 200 && status < 300) {
            return accepted(answer);
        }
        String code = "http_" + status;
        String text = text(answer.body());
        String body = answer.body().toString();
        if (status == 429 || (status < 500 && Throttling.isLimit(body))) {
            return new Outcome.Throttled(
                    Throttling.retryAfter(answer.retryAfter(), answer.rateLimitReset(), body, now),
                    new Failure(FailureClass.THROTTLE, code, text));
        }
        return switch (status) {
            case 400 -> badRequest(code, text);
            case 401, 402, 403, 404 -> deferred(FailureClass.SENDER_CONFIG, code, text);
            case 408 -> unknown(code, text);
            default -> otherStatus(status, code, text);
        };
    }

    /** A redirect means that the base URL is wrong; every other 4xx is about this request. */
    private static Outcome otherStatus(int status, String code, String text) {
        if (status >= 500 || status < 300) {
            return unknown(code, text);
        }
        return status < 400
                ? deferred(FailureClass.SENDER_CONFIG, code, text)
                : rejected(FailureClass.CONTENT, code, text);
    }

    private static Outcome accepted(Answer.Received answer) {
        String id = field("id", answer.body());
        if (id == null || id.isBlank()) {
            return unknown("no_id", "accepted, but without an id: " + text(answer.body()));
        }
        return new Outcome.Accepted(withoutBrackets(id.trim()));
    }

    /** A domain that may not send, or a sandbox, is the account's trouble: other accounts can still send the message. */
    private static Outcome badRequest(String code, String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains("not allowed to send") || lower.contains("sandbox")) {
            return deferred(FailureClass.SENDER_CONFIG, code, text);
        }
        boolean recipient = lower.contains("'to' parameter is not a valid address")
                || lower.startsWith("to parameter is not a valid address");
        return rejected(recipient ? FailureClass.RECIPIENT : FailureClass.CONTENT, code, text);
    }

    private static String withoutBrackets(String id) {
        return id.length() > 2 && id.startsWith("<") && id.endsWith(">") ? id.substring(1, id.length() - 1) : id;
    }

    /** The sentence of a JSON error, or the beginning of whatever came instead. */
    private static String text(Buffer body) {
        String message = field("message", body);
        return message != null ? message : body.getString(0, Math.min(body.length(), 500));
    }

    /** A text field of a JSON object, or null if there is none or the body isn't one. */
    private static @Nullable String field(String name, Buffer body) {
        try (JsonParser parser = JSON.createParser(body.getBytes())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = parser.currentName().equals(name);
                if (parser.nextToken() == JsonToken.VALUE_STRING && wanted) {
                    return parser.getText();
                }
                parser.skipChildren();
            }
            return null;
        } catch (IOException notJson) {
            return null;
        }
    }

    private static Outcome deferred(FailureClass kind, String code, String text) {
        return new Outcome.Deferred(new Failure(kind, code, text));
    }

    private static Outcome rejected(FailureClass kind, String code, String text) {
        return new Outcome.Rejected(new Failure(kind, code, text));
    }

    private static Outcome unknown(String code, String text) {
        return new Outcome.Unknown(new Failure(FailureClass.UNKNOWN, code, text));
    }
}
