package io.emailservice.twin.ses;

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emailservice.twin.fault.Effect;
import io.emailservice.twin.wire.Answer;
import io.emailservice.twin.wire.Json;
import io.emailservice.twin.wire.Mixing;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.UUID;

/**
 * How SES answers: every answer has a request id and a date (clients correct their clock by it), every error its type in
 * a header. Signature errors also name it in the body, as the front end does.
 */
final class SesAnswers implements Effect.Wording {
    private static final int FORBIDDEN = 403;

    private final Clock clock;
    private final long salt;
    private long requests;

    SesAnswers(Clock clock, long seed) {
        this.clock = clock;
        this.salt = Mixing.mix(~seed);
    }

    Answer ok(String json, int acceptance) {
        return new Answer(200, Answer.JSON, Buffer.buffer(json), headers(), acceptance);
    }

    Answer error(SesError error) {
        return error(error.status(), error.type(), error.text());
    }

    Answer error(int status, String type, String message) {
        ObjectNode body = Json.object();
        if (status == FORBIDDEN) {
            body.put("__type", type);
        }
        Map<String, String> headers = Map.of("x-amzn-RequestId", requestId(), "Date", date(), "x-amzn-ErrorType", type);
        return Answer.json(status, body.put("message", message).toString()).with(headers);
    }

    @Override
    public Answer throttled(Effect.Throttled throttled) {
        return switch (throttled.limit()) {
            case SENDING_RATE -> error(throttled.status(), "ThrottlingException", SendQuota.RATE_EXCEEDED);
            case DAILY_QUOTA -> error(throttled.status(), "ThrottlingException", SendQuota.DAY_EXCEEDED);
            default -> error(throttled.status(), "TooManyRequestsException", "Too many requests");
        };
    }

    @Override
    public Answer refused(Effect.Refused refused) {
        return error(refused.status(), refused.error(), refused.message());
    }

    @Override
    public Answer broken(int status, boolean html) {
        if (html) {
            return Answer.html(status, "<html><body><b>Http/1.1 Service Unavailable</b></body> </html>");
        }
        return status == 500
                ? error(status, "InternalServiceErrorException", "Internal Service Error")
                : error(status, "ServiceUnavailableException", "Service Unavailable");
    }

    private Map<String, String> headers() {
        return Map.of("x-amzn-RequestId", requestId(), "Date", date());
    }

    private String requestId() {
        long mixed = Mixing.mix(salt ^ requests++);
        long high = (mixed & ~0xF000L) | 0x4000L;
        long low = (Mixing.mix(mixed) & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    private String date() {
        return RFC_1123_DATE_TIME.format(clock.instant().atOffset(ZoneOffset.UTC));
    }
}
