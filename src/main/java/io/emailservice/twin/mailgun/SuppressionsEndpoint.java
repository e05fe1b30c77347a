package io.emailservice.twin.mailgun;

import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emailservice.twin.wire.AddressList;
import io.emailservice.twin.wire.Answer;
import io.emailservice.twin.wire.Endpoint;
import io.emailservice.twin.wire.FormScanner;
import io.emailservice.twin.wire.Json;
import io.emailservice.twin.wire.MalformedBody;
import io.emailservice.twin.wire.Query;
import io.emailservice.twin.wire.UrlEncoding;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v3/{domain}/bounces}, {@code /unsubscribes} or {@code /complaints}: read the list in pages, read and
 * remove one address, add one or many, clear the list.
 */
final class SuppressionsEndpoint implements Endpoint {
    private static final int MOST_AT_ONCE = 1_000;
    private static final int USUAL_PAGE = 100;

    private final MailgunDomains domains;
    private final SuppressionLists lists;
    private final SuppressionLists.Kind kind;
    private final Clock clock;

    SuppressionsEndpoint(MailgunDomains domains, SuppressionLists lists, SuppressionLists.Kind kind, Clock clock) {
        this.domains = domains;
        this.lists = lists;
        this.kind = kind;
        this.clock = clock;
    }

    @Override
    public Endpoint.Kind kind() {
        return Endpoint.Kind.READ;
    }

    @Override
    public Answer answer(HttpServerRequest request, byte[] body) {
        Answer closed = domains.refusal(request, false);
        if (closed != null) {
            return closed;
        }
        int domain = domains.number(request);
        String address = address(request.path());
        return switch (request.method().name()) {
            case "GET" -> address == null ? list(domain, request) : read(domain, address);
            case "DELETE" -> remove(domain, address);
            case "POST" -> add(domain, request, body);
            default -> MailgunAnswers.message(405, "Method Not Allowed");
        };
    }

    /** Pages go forward only, from behind the address that a page ended with. */
    private Answer list(int domain, HttpServerRequest request) {
        Query query = Query.of(request.query());
        int limit = query.number("limit", USUAL_PAGE, 1, MOST_AT_ONCE);
        String pivot = query.text("address", "");
        List<ObjectNode> page = lists.after(domain, kind, pivot, limit);
        ObjectNode answer = Json.object();
        answer.putArray("items").addAll(page);
        String first = "http://" + request.authority() + request.path() + "?limit=" + limit;
        String end = page.isEmpty()
                ? pivot
                : page.get(page.size() - 1).path("address").asText();
        String next = first + "&page=next&address=" + UrlEncoding.encode(end);
        answer.putObject("paging")
                .put("first", first)
                .put("next", next)
                .put("previous", first)
                .put("last", first + "&page=last");
        return Answer.json(200, answer.toString());
    }

    private Answer read(int domain, String address) {
        ObjectNode item = lists.get(domain, kind, address);
        return item == null ? MailgunAnswers.message(404, kind.notFound) : Answer.json(200, item.toString());
    }

    private Answer remove(int domain, @Nullable String address) {
        if (address == null) {
            lists.clear(domain, kind);
            return MailgunAnswers.message(200, "All addresses have been removed");
        }
        if (!lists.remove(domain, kind, address)) {
            return MailgunAnswers.message(404, kind.notFound);
        }
        ObjectNode answer = Json.object().put("message", kind.removed).put("address", address);
        return Answer.json(200, answer.toString());
    }

    private Answer add(int domain, HttpServerRequest request, byte[] body) {
        String contentType = Objects.requireNonNullElse(request.getHeader(HttpHeaders.CONTENT_TYPE), "");
        List<ObjectNode> items;
        try {
            items = contentType.startsWith(Answer.JSON) ? jsonItems(body) : List.of(formItem(body));
        } catch (MalformedBody malformed) {
            return MailgunAnswers.message(400, String.valueOf(malformed.getMessage()));
        }
        if (items.size() > MOST_AT_ONCE) {
            return MailgunAnswers.message(400, "Batch size should be less than " + MOST_AT_ONCE);
        }
        for (ObjectNode item : items) {
            List<String> parsed = AddressList.parse(item.path("address").asText(""));
            if (parsed == null || parsed.size() != 1) {
                return MailgunAnswers.message(400, "Missing mandatory parameter: address");
            }
        }
        if (!lists.hasRoom(items.size())) {
            return MailgunAnswers.message(503, "the suppression lists of the twin are full");
        }
        items.forEach(item -> lists.put(domain, kind, item.path("address").asText(), complete(item)));
        return added(items);
    }

    private Answer added(List<ObjectNode> items) {
        if (items.size() != 1) {
            return MailgunAnswers.message(200, items.size() + " addresses have been added to the " + kind.table);
        }
        ObjectNode answer = Json.object()
                .put("message", "Address has been added to the " + kind.table)
                .put("address", items.get(0).path("address").asText());
        return Answer.json(200, answer.toString());
    }

    private ObjectNode complete(ObjectNode item) {
        if (!item.has("created_at")) {
            item.put("created_at", RFC_1123_DATE_TIME.format(clock.instant().atOffset(ZoneOffset.UTC)));
        }
        if (kind == SuppressionLists.Kind.BOUNCES) {
            item.put("code", item.path("code").asText("550"))
                    .put("error", item.path("error").asText(""));
        }
        if (kind == SuppressionLists.Kind.UNSUBSCRIBES && !item.has("tags")) {
            item.putArray("tags").add(item.path("tag").asText("*"));
            item.remove("tag");
        }
        return item;
    }

    private static List<ObjectNode> jsonItems(byte[] body) {
        List<ObjectNode> items = new ArrayList<>();
        JsonNode node = Json.parse(body);
        if (node == null || !node.isArray()) {
            throw new MalformedBody("the body must be a JSON list");
        }
        for (JsonNode item : node) {
            if (!(item instanceof ObjectNode object)) {
                throw new MalformedBody("every item must be an object");
            }
            items.add(object);
        }
        return items;
    }

    private static ObjectNode formItem(byte[] body) {
        ObjectNode item = Json.object();
        FormScanner.scan(body).forEach(field -> item.put(field.name(), field.text()));
        return item;
    }

    /** The address behind the list's name, or null for the whole list. */
    private @Nullable String address(String path) {
        int start = path.indexOf('/' + kind.route, MailgunDomains.PREFIX.length()) + kind.route.length() + 2;
        return start >= path.length()
                ? null
                : UrlEncoding.decode(path.substring(start).replace("+", "%2B"));
    }
}
