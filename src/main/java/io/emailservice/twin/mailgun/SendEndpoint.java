package io.emailservice.twin.mailgun;

import io.emailservice.twin.feedback.Acceptances;
import io.emailservice.twin.ledger.Ledger;
import io.emailservice.twin.ledger.NewAcceptance;
import io.emailservice.twin.ledger.Source;
import io.emailservice.twin.wire.Answer;
import io.emailservice.twin.wire.Endpoint;
import io.emailservice.twin.wire.FormField;
import io.emailservice.twin.wire.FormScanner;
import io.emailservice.twin.wire.Json;
import io.emailservice.twin.wire.MalformedBody;
import io.emailservice.twin.wire.MultipartScanner;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** {@code POST /v3/{domain}/messages} and {@code /messages.mime}. */
final class SendEndpoint implements Endpoint {
    private static final String MULTIPART = "multipart/form-data";

    private final MailgunDomains domains;
    private final SendRules rules;
    private final Ledger ledger;
    private final Acceptances acceptances;
    private final boolean mime;

    SendEndpoint(MailgunDomains domains, SendRules rules, Ledger ledger, Acceptances acceptances, boolean mime) {
        this.domains = domains;
        this.rules = rules;
        this.ledger = ledger;
        this.acceptances = acceptances;
        this.mime = mime;
    }

    @Override
    public Kind kind() {
        return Kind.SEND;
    }

    @Override
    public Answer answer(HttpServerRequest request, byte[] body) {
        Answer closed = domains.refusal(request, true);
        if (closed != null) {
            return closed;
        }
        String contentType = Objects.requireNonNullElse(request.getHeader(HttpHeaders.CONTENT_TYPE), "");
        try {
            SendForm form = SendForm.of(fields(contentType, body));
            if (mime) {
                OwnMime.readInto(form);
            }
            SendRules.Verdict verdict = mime ? rules.judgeMime(form) : rules.judgeFields(form);
            if (verdict.problem() != null) {
                return MailgunAnswers.message(400, verdict.problem());
            }
            return accept(domains.number(request), form, verdict.recipients(), contentType, body);
        } catch (MalformedBody malformed) {
            return MailgunAnswers.message(400, String.valueOf(malformed.getMessage()));
        }
    }

    private static List<FormField> fields(String contentType, byte[] body) {
        boolean multipart = contentType.toLowerCase(Locale.ROOT).startsWith(MULTIPART);
        return multipart ? MultipartScanner.scan(body, contentType) : FormScanner.scan(body);
    }

    private Answer accept(int domain, SendForm form, List<String> recipients, String contentType, byte[] body) {
        if (!ledger.hasRoom()) {
            return MailgunAnswers.message(503, "the record of the twin is full; DELETE /twin empties it");
        }
        NewAcceptance acceptance = new NewAcceptance(
                Source.MAILGUN, domain, form.messageId, form.providerId, recipients, form.attributes(), body.length);
        int number = ledger.accept(acceptance, contentType, body);
        acceptances.accepted(number, form::letter);
        String id = '<' + ledger.providerIdOf(number) + '>';
        Buffer answer = Buffer.buffer("{\"id\":" + Json.quote(id) + ",\"message\":\"Queued. Thank you.\"}");
        return new Answer(200, Answer.JSON, answer, Map.of(), number);
    }
}
