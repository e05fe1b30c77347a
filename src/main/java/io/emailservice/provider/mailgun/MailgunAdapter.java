package io.emailservice.provider.mailgun;

import io.emailservice.message.Attachment;
import io.emailservice.message.Failure;
import io.emailservice.message.Outcome;
import io.emailservice.message.OutgoingMessage;
import io.emailservice.provider.Lookup;
import io.emailservice.provider.MimeText;
import io.emailservice.provider.ProviderAdapter;
import io.emailservice.provider.SendQuota;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Sends messages with Mailgun's HTTP API as form fields or MIME, and looks them up in its Events API.
 */
final class MailgunAdapter implements ProviderAdapter {
    private final MailgunConfig config;
    private final Clock clock;
    private final Calls calls;
    private final String messagesUri;
    private final String mimeUri;

    MailgunAdapter(Vertx vertx, MailgunConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.calls = new Calls(vertx, config, clock, config.sender().concurrency());
        this.messagesUri = "/v3/" + config.domain() + "/messages";
        this.mimeUri = messagesUri + ".mime";
    }

    @Override
    public Future<Outcome> send(OutgoingMessage message, Duration timeout) {
        Failure tooMuch = MessageForm.problem(message);
        if (tooMuch != null) {
            return Future.succeededFuture(new Outcome.Rejected(tooMuch));
        }
        Form form = form(message);
        Failure tooManyOptions = MessageForm.write(message, config, form);
        if (tooManyOptions != null) {
            return Future.succeededFuture(new Outcome.Rejected(tooManyOptions));
        }
        RequestOptions request = calls.request(HttpMethod.POST, config.mime() ? mimeUri : messagesUri)
                .putHeader("Content-Type", form.contentType());
        return calls.exchange(request, form.end(), timeout).map(answer -> Outcomes.of(answer, clock.instant()));
    }

    @Override
    public Future<Lookup> find(UUID messageId, Instant attemptAt) {
        if (attemptAt.plus(config.eventsKept()).isBefore(clock.instant())) {
            return Future.succeededFuture(new Lookup.CannotTell("Mailgun no longer keeps events of that time"));
        }
        RequestOptions request = calls.request(HttpMethod.GET, Events.uri(config.domain(), messageId, attemptAt));
        return calls.exchange(request, null, config.sender().timeout()).map(answer -> Events.read(answer, messageId));
    }

    /** Mailgun tells no limits beforehand, only by answering 429. */
    @Override
    public Future<Optional<SendQuota>> quota() {
        return Future.succeededFuture(Optional.empty());
    }

    @Override
    public Future<Void> close() {
        return calls.close();
    }

    private Form form(OutgoingMessage message) {
        int expected = (int) Math.min(Integer.MAX_VALUE / 4, MessageForm.size(message) * 3 / 2 + 1_000);
        if (!config.mime() && message.request().attachments().isEmpty()) {
            return new UrlEncodedForm(expected);
        }
        MultipartForm form = new MultipartForm(expected);
        if (config.mime()) {
            form.file(
                    "message",
                    "message.mime",
                    "message/rfc822",
                    MimeText.of(message, config.domain(), clock.instant(), Map.of()));
        } else {
            for (Attachment attachment : message.request().attachments()) {
                form.file("attachment", attachment.filename(), attachment.contentType(), attachment.bytes());
            }
        }
        return form;
    }
}
