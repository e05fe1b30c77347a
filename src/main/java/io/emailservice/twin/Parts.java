package io.emailservice.twin;

import io.emailservice.twin.fault.Faults;
import io.emailservice.twin.feedback.Feedback;
import io.emailservice.twin.feedback.FeedbackConfig;
import io.emailservice.twin.feedback.Outbox;
import io.emailservice.twin.feedback.Poster;
import io.emailservice.twin.feedback.Target;
import io.emailservice.twin.ledger.Ledger;
import io.emailservice.twin.ledger.ProviderIds;
import io.emailservice.twin.ledger.Source;
import io.emailservice.twin.mailgun.MailgunTwin;
import io.emailservice.twin.ses.SesTwin;
import io.emailservice.twin.sns.Signer;
import io.emailservice.twin.sns.Topic;
import io.emailservice.twin.sqs.SqsQueues;
import io.emailservice.twin.sqs.SqsTwin;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The stand-ins of one twin, plugged together: what accepts tells the feedback, and the feedback's targets tell others. */
final class Parts {
    private final TwinConfig config;
    private final Ledger ledger;
    private final Faults faults;
    private final Poster poster;
    private final Feedback feedback;
    private final MailgunTwin mailgun;
    private final SesTwin ses;
    private final SqsQueues queues;
    private final Topic topic;
    private final TwinServer server;
    private String url;

    Parts(Vertx vertx, TwinConfig config, Clock clock) {
        this.config = config;
        this.url = config.url();
        Map<Source, ProviderIds> ids = Map.of(
                Source.MAILGUN, MailgunTwin.ids(config.mailgun(), config.seed()),
                Source.SES, SesTwin.ids(config.ses(), config.seed()));
        ledger = new Ledger(config.limits(), ids, clock);
        faults = new Faults(clock, config.seed());
        queues = new SqsQueues(config.sqs(), clock, config.seed());
        Outbox outbox = new Outbox(vertx, clock, config.feedback().limits());
        poster = new Poster(vertx, config.feedback().limits());
        feedback = new Feedback(vertx, ledger, outbox, config.seed(), config.feedback(), this::targets);
        mailgun = new MailgunTwin(config.mailgun(), ledger, feedback, clock);
        ses = new SesTwin(config.ses(), ledger, feedback, clock, config.seed());
        Topic.Ways ways = new Topic.Ways(outbox, poster, queues);
        topic = new Topic(config.ses().region(), config.seed(), () -> url, new Signer(vertx, clock), ways, ses::event);
        SqsTwin sqs = new SqsTwin(vertx, queues, config.ses().accessKeyId());
        server = new TwinServer(vertx, this, sqs);
    }

    /** Subscriptions ask for their confirmation with the twin's address, so they begin when it is known. */
    void begin(int port) {
        if (url.isEmpty()) {
            String host = config.host().equals("0.0.0.0") ? "127.0.0.1" : config.host();
            url = "http://" + host + ':' + port;
        }
        feedback.begin();
    }

    /** Forgets everything, and is as at the start. */
    void reset() {
        ledger.reset();
        faults.clear();
        mailgun.reset();
        ses.reset();
        queues.reset();
        feedback.reset();
    }

    TwinServer server() {
        return server;
    }

    Ledger ledger() {
        return ledger;
    }

    Faults faults() {
        return faults;
    }

    Feedback feedback() {
        return feedback;
    }

    MailgunTwin mailgun() {
        return mailgun;
    }

    SesTwin ses() {
        return ses;
    }

    SqsQueues queues() {
        return queues;
    }

    Topic topic() {
        return topic;
    }

    private List<Target> targets(FeedbackConfig wanted) {
        List<Target> targets = new ArrayList<>(topic.subscribe(wanted.subscriptions()));
        wanted.webhooks().forEach(webhook -> targets.add(mailgun.webhook(webhook, poster, config.seed())));
        return List.copyOf(targets);
    }
}
