package io.emailservice.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emailservice.config.Problems;
import io.emailservice.config.Section;
import io.emailservice.twin.fault.Faults;
import io.emailservice.twin.feedback.Feedback;
import io.emailservice.twin.ledger.Acceptance;
import io.emailservice.twin.ledger.Ledger;
import io.emailservice.twin.ledger.Payload;
import io.emailservice.twin.ledger.Summary;
import io.emailservice.twin.mailgun.MailgunTwin;
import io.emailservice.twin.ses.SesTwin;
import io.emailservice.twin.sqs.SqsError;
import io.emailservice.twin.wire.Answer;
import io.emailservice.twin.wire.Json;
import io.emailservice.twin.wire.MalformedBody;
import io.emailservice.twin.wire.Query;
import io.emailservice.twin.wire.UrlEncoding;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The twin's own routes, under {@code /twin}: what was accepted, and what shall go wrong. No key is asked for. */
final class Control {
    private static final String MESSAGES = "/twin/messages/";
    private static final String PAYLOAD = "/payload";
    private static final int DEFAULT_LIMIT = 100;
    private static final int MOST = 10_000;

    private final Parts parts;
    private final MailgunTwin mailgun;
    private final SesTwin ses;
    private final Faults faults;
    private final Ledger ledger;
    private final Feedback feedback;
    private final AcceptanceItems items;

    Control(Parts parts) {
        this.parts = parts;
        this.mailgun = parts.mailgun();
        this.ses = parts.ses();
        this.faults = parts.faults();
        this.ledger = parts.ledger();
        this.feedback = parts.feedback();
        this.items = new AcceptanceItems(ledger, feedback.truth());
    }

    /** The answer, or null if there is no such route. */
    @Nullable
    Answer answer(HttpServerRequest request, byte[] body) {
        try {
            String path = request.path();
            return switch (request.method().name() + ' ' + path) {
                case "GET /twin/summary" -> summary();
                case "GET /twin/messages" -> ofRecipient(Query.of(request.query()));
                case "GET /twin/repeats" -> repeats(Query.of(request.query()));
                case "GET /twin/faults" -> faults();
                case "PUT /twin/faults" -> refusal(faults.put(Json.parse(body)));
                case "DELETE /twin/faults" -> clearFaults();
                case "GET /twin/feedback" -> json(feedback.describe());
                case "PUT /twin/feedback" -> refusal(feedback.put(Json.parse(body)));
                case "DELETE /twin/feedback" -> clearFeedback();
                case "GET /twin/settings" -> settings();
                case "PUT /twin/settings" -> refusal(putSettings(Json.parse(body)));
                case "GET /twin/record" -> record();
                case "DELETE /twin" -> reset();
                default -> request.method().name().equals("GET") && path.startsWith(MESSAGES) ? message(path) : null;
            };
        } catch (MalformedBody malformed) {
            return refusal(List.of(String.valueOf(malformed.getMessage())));
        } catch (SqsError noRoom) {
            return refusal(List.of("subscriptions: " + noRoom.text()));
        }
    }

    private Answer summary() {
        Summary summary = ledger.summary();
        ObjectNode answer = Json.object()
                .put("accepted", summary.accepted())
                .put("distinct", summary.distinct())
                .put("repeats", summary.repeats())
                .put("unanswered", summary.unanswered());
        ObjectNode byProvider = answer.putObject("byProvider");
        summary.bySource().forEach((source, count) -> byProvider.put(source.label(), count));
        ObjectNode refused = answer.putObject("refused");
        summary.refused().forEach((status, count) -> refused.put(status.toString(), count));
        return json(answer);
    }

    private Answer ofRecipient(Query query) {
        String recipient = query.text("recipient");
        if (recipient == null) {
            return refusal(List.of("recipient: is required"));
        }
        return json(Json.object().set("messages", items.of(ledger.ofRecipient(recipient, limit(query)))));
    }

    private Answer repeats(Query query) {
        ArrayNode messages = Json.array();
        for (String id : ledger.repeated(limit(query))) {
            messages.add(Json.object().put("id", id).set("acceptances", items.of(ledger.ofMessage(id, MOST))));
        }
        return json(Json.object().put("total", ledger.summary().repeats()).set("messages", messages));
    }

    private Answer message(String path) {
        boolean payload = path.endsWith(PAYLOAD);
        int end = payload ? path.length() - PAYLOAD.length() : path.length();
        String id = UrlEncoding.decode(path.substring(Math.min(MESSAGES.length(), end), end));
        List<Acceptance> acceptances = ledger.ofMessage(id, MOST);
        if (acceptances.isEmpty()) {
            return Answer.json(404, "{\"message\":\"nothing was accepted under this id\"}");
        }
        return payload
                ? payload(acceptances.get(0))
                : json(Json.object().put("id", id).set("acceptances", items.of(acceptances)));
    }

    private Answer payload(Acceptance acceptance) {
        Payload payload = ledger.payload(acceptance.number());
        return payload == null
                ? Answer.json(404, "{\"message\":\"the payload is no longer kept\"}")
                : new Answer(200, payload.contentType(), payload.body(), Map.of(), Answer.NOTHING_ACCEPTED);
    }

    private Answer faults() {
        ObjectNode answer = Json.object();
        answer.set("rules", faults.script());
        ArrayNode hits = answer.putArray("hits");
        faults.hits().forEach(hits::add);
        return json(answer);
    }

    private Answer clearFeedback() {
        feedback.reset();
        return done();
    }

    private Answer clearFaults() {
        faults.clear();
        return done();
    }

    private Answer settings() {
        ObjectNode answer = Json.object();
        answer.putObject("mailgun")
                .put("eventDelay", mailgun.settings().eventDelay().toMillis() + "ms");
        ses.quota().describe(answer.putObject("ses"));
        parts.queues().describe(answer.putObject("sqs"));
        return json(answer);
    }

    private List<String> putSettings(@Nullable JsonNode wanted) {
        Problems problems = new Problems();
        if (!(wanted instanceof ObjectNode object)) {
            return List.of("settings: must be a JSON object");
        }
        Section section = new Section("", object, problems);
        List<Runnable> changes = List.of(
                mailgun.settings().read(section.section("mailgun")),
                ses.quota().read(section.section("ses")),
                parts.queues().read(section.section("sqs")));
        section.end();
        if (problems.all().isEmpty()) {
            changes.forEach(Runnable::run);
        }
        return problems.all();
    }

    private Answer record() {
        return json(Json.object()
                .put("messages", ledger.summary().accepted())
                .put("bytes", ledger.bytes())
                .put("hasRoom", ledger.hasRoom()));
    }

    private Answer reset() {
        parts.reset();
        return done();
    }

    private static int limit(Query query) {
        return query.number("limit", DEFAULT_LIMIT, 1, MOST);
    }

    private static Answer refusal(List<String> problems) {
        if (problems.isEmpty()) {
            return done();
        }
        ArrayNode list = Json.array();
        problems.forEach(list::add);
        return Answer.json(400, Json.object().set("problems", list).toString());
    }

    private static Answer done() {
        return Answer.json(200, "{\"done\":true}");
    }

    private static Answer json(JsonNode answer) {
        return Answer.json(200, answer.toString());
    }
}
