package io.emailservice.twin;

import io.emailservice.twin.fault.Effect;
import io.emailservice.twin.fault.Faults;
import io.emailservice.twin.fault.Faults.Fault;
import io.emailservice.twin.feedback.Feedback;
import io.emailservice.twin.ledger.Ledger;
import io.emailservice.twin.ledger.Source;
import io.emailservice.twin.mailgun.MailgunTwin;
import io.emailservice.twin.ses.SesTwin;
import io.emailservice.twin.sns.Topic;
import io.emailservice.twin.sqs.SqsTwin;
import io.emailservice.twin.wire.Answer;
import io.emailservice.twin.wire.Endpoint;
import io.emailservice.twin.wire.Gzip;
import io.emailservice.twin.wire.MalformedBody;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/** Takes requests in, finds who answers, and lets faults have their way with the answer. */
final class TwinServer {
    /** Where Mailgun's front end cuts: 52.4 MiB. SES' largest message, in base64, just fits too. */
    static final int LARGEST_BODY = 54_945_382;

    private static final Answer TOO_LARGE = Answer.json(413, "{\"message\":\"request size exceeds 52.4MiB limit\"}");
    private static final Answer NO_ROUTE = Answer.json(404, "{\"message\":\"not found\"}");

    private final Vertx vertx;
    private final MailgunTwin mailgun;
    private final SesTwin ses;
    private final SqsTwin sqs;
    private final Topic topic;
    private final Control control;
    private final TruthStream truth;
    private final Faults faults;
    private final Feedback feedback;
    private final Ledger ledger;

    TwinServer(Vertx vertx, Parts parts, SqsTwin sqs) {
        this.vertx = vertx;
        this.mailgun = parts.mailgun();
        this.ses = parts.ses();
        this.sqs = sqs;
        this.topic = parts.topic();
        this.faults = parts.faults();
        this.feedback = parts.feedback();
        this.ledger = parts.ledger();
        this.truth = new TruthStream(parts.ledger(), parts.feedback().truth());
        this.control = new Control(parts);
    }

    void handle(HttpServerRequest request) {
        BodyReader.read(request, LARGEST_BODY, body -> serve(request, body));
    }

    private void serve(HttpServerRequest request, @Nullable Buffer body) {
        String path = request.path();
        Endpoint endpoint = mailgun.endpoint(request.method(), path);
        if (endpoint != null) {
            serve(request, body, Source.MAILGUN, endpoint);
            return;
        }
        endpoint = ses.endpoint(request.method(), path);
        if (endpoint != null) {
            serve(request, body, Source.SES, endpoint);
            return;
        }
        if (body == null) {
            Exchange.send(request, TOO_LARGE, ledger);
            return;
        }
        try {
            serveOwn(request, body.getBytes());
        } catch (MalformedBody malformed) {
            Answer refusal = Answer.json(400, "{\"message\":\"" + malformed.getMessage() + "\"}");
            Exchange.send(request, refusal, ledger);
        }
    }

    private void serveOwn(HttpServerRequest request, byte[] body) {
        if (SqsTwin.takes(request)) {
            sqs.answer(request, body).onSuccess(answer -> Exchange.send(request, answer, ledger));
        } else if (truth.takes(request)) {
            truth.answer(request);
        } else {
            Exchange.send(request, ownAnswer(request, body), ledger);
        }
    }

    private Answer ownAnswer(HttpServerRequest request, byte[] body) {
        Answer answer = control.answer(request, body);
        if (answer == null) {
            answer = topic.answer(request.method().name(), request.path(), request.query(), body);
        }
        return answer == null ? NO_ROUTE : answer;
    }

    private void serve(HttpServerRequest request, @Nullable Buffer body, Source source, Endpoint endpoint) {
        Fault fault = faults.next(source, endpoint.kind());
        Effect effect = fault.effect();
        Answer own = effect == null || effect.accepts() ? work(request, body, endpoint) : null;
        if (endpoint.kind() == Endpoint.Kind.SEND) {
            noteRefusal(own, effect);
        }
        Future<Void> early = own == null || !own.accepted() ? null : feedback.early(own.acceptance());
        if (early != null) {
            early.onComplete(posted -> answer(request, source, endpoint, fault, own));
        } else {
            answer(request, source, endpoint, fault, own);
        }
    }

    private void answer(
            HttpServerRequest request, Source source, Endpoint endpoint, Fault fault, @Nullable Answer own) {
        Effect effect = fault.effect();
        if (fault.delayMillis() > 0) {
            vertx.setTimer(fault.delayMillis(), timer -> play(request, source, endpoint, effect, own));
        } else if (effect == null && own != null) {
            Exchange.send(request, own, ledger);
        } else {
            play(request, source, endpoint, effect, own);
        }
    }

    private void noteRefusal(@Nullable Answer own, @Nullable Effect effect) {
        if (own != null && !own.accepted()) {
            ledger.refused(own.status());
        } else if (own == null && effect != null) {
            ledger.refused(effect.status());
        }
    }

    private static Answer work(HttpServerRequest request, @Nullable Buffer body, Endpoint endpoint) {
        if (body == null) {
            return TOO_LARGE;
        }
        if ("gzip".equalsIgnoreCase(request.getHeader(HttpHeaders.CONTENT_ENCODING))) {
            try {
                byte[] unpacked = Gzip.unpack(body.getBytes(), LARGEST_BODY);
                return unpacked == null ? TOO_LARGE : endpoint.answer(request, unpacked);
            } catch (MalformedBody malformed) {
                return Answer.json(400, "{\"message\":\"" + malformed.getMessage() + "\"}");
            }
        }
        return endpoint.answer(request, body.getBytes());
    }

    /** A message that was refused on its merits is answered so, whatever effect was drawn for it. */
    private void play(
            HttpServerRequest request,
            Source source,
            Endpoint endpoint,
            @Nullable Effect effect,
            @Nullable Answer own) {
        Effect.Wording wording = source == Source.MAILGUN ? mailgun.wording(request.path()) : ses.wording();
        Exchange exchange = new Exchange(vertx, request, ledger, wording, own);
        boolean refused = own != null && endpoint.kind() == Endpoint.Kind.SEND && !own.accepted();
        if (effect == null || refused) {
            exchange.send(exchange.own());
        } else {
            effect.show(exchange);
        }
    }
}
