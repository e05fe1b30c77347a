package io.emailservice.queue;

import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Decodes the answers of the claim script; numbers the claims. Not for several threads. */
final class ClaimReader {
    private static final int HEAD = 4;

    private final String queue;
    private final JobOptionsJson options = new JobOptionsJson();
    private long turns;

    ClaimReader(String queue) {
        this.queue = queue;
    }

    ClaimAnswer read(Response answer, String token, long nowMillis) {
        List<Claim> claims = new ArrayList<>(answer.size() - HEAD);
        for (int i = HEAD; i < answer.size(); i++) {
            claims.add(claim(answer.get(i), token, nowMillis));
        }
        return new ClaimAnswer(
                answer.get(0).toLong(),
                answer.get(1).toLong(),
                answer.get(2).toInteger() == 1,
                answer.get(3).toInteger(),
                claims);
    }

    /** What {@code recover.lua} found of claims with these tokens, which is newest first; here in the claims' order. */
    List<Claim> readLost(Response answer, List<String> tokens, long nowMillis) {
        List<Claim> claims = new ArrayList<>(answer.size() / 2);
        for (int i = answer.size() - 2; i >= 0; i -= 2) {
            claims.add(claim(answer.get(i + 1), tokens.get(answer.get(i).toInteger() - 1), nowMillis));
        }
        return claims;
    }

    /** The fields come in the order of {@code fields.lua}. */
    private Claim claim(Response fields, String token, long nowMillis) {
        Response attemptsMade = fields.get(4) == null ? fields.get(9) : fields.get(4);
        Response data = fields.get(1);
        Response text = fields.get(2);
        Job job = new Job(
                queue,
                fields.get(11).toString(),
                fields.get(0).toString(),
                data == null ? Buffer.buffer() : data.toBuffer(),
                text == null ? JobOptions.DEFAULTS : options.read(text.toBytes()),
                (int) number(attemptsMade),
                (int) number(fields.get(5)),
                (int) number(fields.get(6)),
                Instant.ofEpochMilli(number(fields.get(3))),
                token);
        Claim.Remarks remarks =
                new Claim.Remarks(text(fields.get(8)), text(fields.get(7)), schedule(fields.get(10), text));
        return new Claim(job, ++turns, remarks, nowMillis);
    }

    private static @Nullable Schedule schedule(@Nullable Response id, @Nullable Response options) {
        return id == null ? null : new Schedule(id.toString(), options == null ? "{}" : options.toString());
    }

    private static @Nullable String text(@Nullable Response field) {
        return field == null ? null : field.toString();
    }

    private static long number(@Nullable Response field) {
        if (field == null) {
            return 0;
        }
        try {
            return Long.parseLong(field.toString());
        } catch (NumberFormatException written) {
            return longOf(field.toString());
        }
    }

    /** A number that another client printed with a fraction or an exponent; 0 for what isn't one. */
    private static long longOf(String text) {
        try {
            return (long) Double.parseDouble(text);
        } catch (NumberFormatException notANumber) {
            return 0;
        }
    }
}
