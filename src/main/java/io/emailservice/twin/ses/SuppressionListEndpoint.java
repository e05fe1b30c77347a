package io.emailservice.twin.ses;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emailservice.twin.wire.Answer;
import io.emailservice.twin.wire.Endpoint;
import io.emailservice.twin.wire.Json;
import io.emailservice.twin.wire.Query;
import io.emailservice.twin.wire.UrlEncoding;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** {@code /v2/email/suppression/addresses}: the list of the account, in pages; put, read and delete one address. */
final class SuppressionListEndpoint implements Endpoint {
    static final String PATH = "/v2/email/suppression/addresses";
    private static final Set<String> REASONS = Set.of("BOUNCE", "COMPLAINT");
    private static final int MOST = 100_000;
    private static final int LARGEST_PAGE = 1_000;
    private static final double MILLIS = 1_000;

    private final SignatureCheck signatures;
    private final SesAnswers answers;
    private final Clock clock;
    private final TreeMap<String, Suppressed> list = new TreeMap<>();

    private record Suppressed(String reason, Instant at) {}

    SuppressionListEndpoint(SignatureCheck signatures, SesAnswers answers, Clock clock) {
        this.signatures = signatures;
        this.answers = answers;
        this.clock = clock;
    }

    @Override
    public Kind kind() {
        return Kind.READ;
    }

    @Override
    public Answer answer(HttpServerRequest request, byte[] body) {
        try {
            signatures.check(request, body);
            String address = address(request.path());
            return answers.ok(answer(request, address, body).toString(), Answer.NOTHING_ACCEPTED);
        } catch (SesError error) {
            return answers.error(error);
        }
    }

    void reset() {
        list.clear();
    }

    private ObjectNode answer(HttpServerRequest request, @Nullable String address, byte[] body) {
        if (request.method().name().equals("PUT")) {
            return put(SesFields.parse(body));
        }
        if (address == null) {
            return page(Query.of(request.query()));
        }
        Suppressed found = request.method().name().equals("DELETE") ? list.remove(address) : list.get(address);
        if (found == null) {
            throw SesError.notFound("Email address " + address + " does not exist on your suppression list.");
        }
        ObjectNode answer = Json.object();
        if (request.method().name().equals("GET")) {
            answer.set("SuppressedDestination", item(address, found));
        }
        return answer;
    }

    private ObjectNode put(SesFields fields) {
        String address = fields.text("EmailAddress");
        String reason = fields.text("Reason");
        SesError.check(address != null && address.indexOf('@') > 0, "Invalid email address.");
        SesError.check(reason != null && REASONS.contains(reason), "Invalid suppression reason.");
        SesError.check(list.size() < MOST, "the suppression list of the twin is full");
        list.put(
                String.valueOf(address).toLowerCase(Locale.ROOT),
                new Suppressed(String.valueOf(reason), clock.instant()));
        return Json.object();
    }

    private ObjectNode page(Query query) {
        Instant from = time(query.text("StartDate"), Instant.MIN);
        Instant to = time(query.text("EndDate"), Instant.MAX);
        String reason = query.text("Reason");
        int size = query.number("PageSize", LARGEST_PAGE, 1, LARGEST_PAGE);
        ObjectNode answer = Json.object();
        ArrayNode page = answer.putArray("SuppressedDestinationSummaries");
        for (var entry : list.tailMap(place(query.text("NextToken")), false).entrySet()) {
            Suppressed one = entry.getValue();
            if (one.at.isBefore(from) || !one.at.isBefore(to) || (reason != null && !reason.equals(one.reason))) {
                continue;
            }
            if (page.size() == size) {
                String last = page.get(size - 1).path("EmailAddress").asText();
                return answer.put("NextToken", token(last));
            }
            page.add(item(entry.getKey(), one));
        }
        return answer;
    }

    private static ObjectNode item(String address, Suppressed one) {
        return Json.object()
                .put("EmailAddress", address)
                .put("Reason", one.reason)
                .put("LastUpdateTime", one.at.toEpochMilli() / MILLIS);
    }

    private static Instant time(@Nullable String text, Instant absent) {
        try {
            return text == null ? absent : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException notATime) {
            throw SesError.badRequest("Invalid date.");
        }
    }

    private static String token(String address) {
        return Base64.getUrlEncoder().encodeToString(address.getBytes(StandardCharsets.UTF_8));
    }

    private static String place(@Nullable String token) {
        try {
            return token == null ? "" : new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notOurs) {
            throw SesError.badRequest("Invalid NextToken.");
        }
    }

    private static @Nullable String address(String path) {
        return path.length() <= PATH.length() + 1
                ? null
                : UrlEncoding.decode(path.substring(PATH.length() + 1).replace("+", "%2B"))
                        .toLowerCase(Locale.ROOT);
    }
}
