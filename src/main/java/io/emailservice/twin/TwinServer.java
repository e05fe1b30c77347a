package io.emailservice.twin;

import io.emailservice.twin.ledger.Ledger;
import io.emailservice.twin.mailgun.MailgunTwin;
import io.emailservice.twin.wire.Answer;
import io.emailservice.twin.wire.Endpoint;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/** Takes requests in, finds who answers, and sends the answer. */
final class TwinServer {
    /** Where Mailgun's front end cuts: 52.4 MiB. */
    static final int LARGEST_BODY = 54_945_382;

    private final MailgunTwin mailgun;
    private final Ledger ledger;

    TwinServer(MailgunTwin mailgun, Ledger ledger) {
        this.mailgun = mailgun;
        this.ledger = ledger;
    }

    void handle(HttpServerRequest request) {
        Endpoint endpoint = mailgun.endpoint(request.method(), request.path());
        BodyReader.read(request, LARGEST_BODY, body -> serve(request, endpoint, body));
    }

    private void serve(HttpServerRequest request, @Nullable Endpoint endpoint, @Nullable Buffer body) {
        if (endpoint == null) {
            write(request, Answer.text(404, "page not found"));
            return;
        }
        Answer answer = body == null
                ? Answer.text(413, "request size exceeds 52.4MiB limit")
                : endpoint.answer(request, body.getBytes());
        if (!answer.accepted() && endpoint.kind() == Endpoint.Kind.SEND) {
            ledger.refused(answer.status());
        }
        write(request, answer);
    }

    private void write(HttpServerRequest request, Answer answer) {
        HttpServerResponse response = request.response();
        if (response.closed()) {
            return;
        }
        response.setStatusCode(answer.status());
        response.headers().set(HttpHeaders.CONTENT_TYPE, answer.contentType());
        answer.headers().forEach(response::putHeader);
        response.end(answer.body());
        if (answer.accepted()) {
            ledger.answered(answer.acceptance());
        }
    }
}
