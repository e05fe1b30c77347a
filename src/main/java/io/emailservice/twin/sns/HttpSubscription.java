package io.emailservice.twin.sns;

import io.emailservice.twin.feedback.Happening;
import io.emailservice.twin.feedback.Outbox;
import io.emailservice.twin.feedback.Poster;
import io.emailservice.twin.feedback.Target;
import io.emailservice.twin.feedback.Verdict;
import io.emailservice.twin.ledger.Acceptance;
import io.emailservice.twin.ledger.Source;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An HTTP endpoint. It gets nothing before it has confirmed, and what is published until then it never gets. */
final class HttpSubscription implements Target {
    private static final String TEXT = "text/plain; charset=UTF-8";
    private static final List<Duration> PAUSES = Collections.nCopies(3, Duration.ofSeconds(20));

    private final Publication publication;
    private final Poster poster;
    private final String token;
    private boolean confirmed;

    HttpSubscription(Publication publication, Poster poster, String token) {
        this.publication = publication;
        this.poster = poster;
        this.token = token;
    }

    String arn() {
        return publication.subscriptionArn();
    }

    /** Confirms it if the token is its own. */
    boolean confirm(String given) {
        boolean own = token.equals(given);
        confirmed |= own;
        return own;
    }

    boolean isConfirmed() {
        return confirmed;
    }

    void end() {
        confirmed = false;
    }

    /** Posts the envelope that asks for a confirmation. */
    void ask(Outbox outbox, boolean subscribes) {
        outbox.add(publication.signer().now().toEpochMilli(), new Outbox.Post() {
            @Override
            public Future<Verdict> attempt() {
                return publication
                        .confirmation(subscribes, token)
                        .compose(body -> send(
                                body,
                                subscribes ? Envelope.SUBSCRIPTION : Envelope.UNSUBSCRIPTION,
                                Publication.confirmationId(token)));
            }

            @Override
            public List<Duration> pauses() {
                return PAUSES;
            }

            @Override
            public void accepted() {}

            @Override
            public void tried() {}
        });
    }

    @Override
    public boolean takes(Acceptance acceptance) {
        return acceptance.source() == Source.SES;
    }

    @Override
    public Future<Verdict> post(Happening happening, Runnable accepted) {
        return confirmed
                ? publication
                        .notification(happening)
                        .compose(body -> send(body, Envelope.NOTIFICATION, Publication.messageId(happening)))
                : Future.succeededFuture(Verdict.REFUSED);
    }

    @Override
    public boolean tellsAtOnce() {
        return true;
    }

    @Override
    public List<Duration> pauses() {
        return PAUSES;
    }

    /** What isn't answered with a status below 500 is tried again; a 4xx is final. */
    private Future<Verdict> send(String body, String type, String messageId) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("User-Agent", "Amazon Simple Notification Service Agent");
        headers.put("x-amz-sns-message-type", type);
        headers.put("x-amz-sns-message-id", messageId);
        headers.put("x-amz-sns-topic-arn", publication.topicArn());
        if (type.equals(Envelope.NOTIFICATION)) {
            headers.put("x-amz-sns-subscription-arn", arn());
            if (publication.config().raw()) {
                headers.put("x-amz-sns-rawdelivery", "true");
            }
        }
        return poster.post(publication.config().url(), TEXT, headers, Buffer.buffer(body))
                .map(status -> status < 300 ? Verdict.ACCEPTED : status < 500 ? Verdict.REFUSED : Verdict.FAILED);
    }
}
