package io.emailservice.provider.mailgun;

import io.emailservice.message.Attachment;
import io.emailservice.message.Failure;
import io.emailservice.message.Outcome;
import io.emailservice.message.OutgoingMessage;
import io.emailservice.provider.Lookup;
import io.emailservice.provider.MimeText;
import io.emailservice.provider.ProviderAdapter;
import io.emailservice.provider.SendQuota;
import io.emailservice.provider.SenderConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends messages with Mailgun's HTTP API over pooled HTTP/1.1 connections, one call on a connection at a time. Getting a
 * connection and sending on it are two steps here, so that it is certain which failures came before the request left.
 */
final class MailgunAdapter implements ProviderAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(MailgunAdapter.class);
    /** Below what load balancers usually keep, so that it is we who close idle connections. */
    private static final int KEEP_ALIVE_SECONDS = 30;

    private final Vertx vertx;
    private final MailgunConfig config;
    private final Clock clock;
    private final HttpClient http;
    private final String authorization;
    private final String messagesUri;
    private final String mimeUri;

    MailgunAdapter(Vertx vertx, MailgunConfig config, Clock clock) {
        this.vertx = vertx;
        this.config = config;
        this.clock = clock;
        this.http = client(vertx, config.sender());
        String credentials = "api:" + config.apiKey().value();
        this.authorization =
                "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
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
        RequestOptions request = request(HttpMethod.POST, config.mime() ? mimeUri : messagesUri)
                .putHeader("Content-Type", form.contentType());
        return exchange(request, form.end(), timeout).map(answer -> Outcomes.of(answer, clock.instant()));
    }

    @Override
    public Future<Lookup> find(UUID messageId, Instant attemptAt) {
        if (attemptAt.plus(config.eventsKept()).isBefore(clock.instant())) {
            return Future.succeededFuture(new Lookup.CannotTell("Mailgun no longer keeps events of that time"));
        }
        RequestOptions request = request(HttpMethod.GET, Events.uri(config.domain(), messageId, attemptAt));
        return exchange(request, null, config.sender().timeout()).map(answer -> Events.read(answer, messageId));
    }

    /** Mailgun tells no limits beforehand, only by answering 429. */
    @Override
    public Future<Optional<SendQuota>> quota() {
        return Future.succeededFuture(Optional.empty());
    }

    @Override
    public Future<Void> close() {
        return http.close();
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

    private Future<Answer> exchange(RequestOptions options, @Nullable Buffer body, Duration timeout) {
        long startedAt = clock.millis();
        return http.request(options)
                .compose(
                        request -> HttpExchange.run(
                                vertx, request, body, timeout.toMillis() - (clock.millis() - startedAt)),
                        failure -> Future.succeededFuture(new Answer.NotSent(failure)));
    }

    private RequestOptions request(HttpMethod method, String uri) {
        URI base = config.baseUrl();
        boolean tls = "https".equals(base.getScheme());
        int port = base.getPort() >= 0 ? base.getPort() : tls ? 443 : 80;
        return new RequestOptions()
                .setMethod(method)
                .setSsl(tls)
                .setHost(base.getHost())
                .setPort(port)
                .setURI(uri)
                .setConnectTimeout(config.sender().connectTimeout().toMillis())
                .putHeader("Authorization", authorization);
    }

    /** Said again by the outcome of the call, if there was one. */
    private static void connectionFailed(Throwable cause) {
        LOG.debug("mailgun.connection failed={}", cause.toString());
    }

    /** One connection per permit, so that nothing ever queues in the client for long. */
    private static HttpClient client(Vertx vertx, SenderConfig sender) {
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout((int) sender.connectTimeout().toMillis())
                .setKeepAlive(true)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setPipelining(false)
                .setTcpNoDelay(true)
                .setVerifyHost(true);
        PoolOptions pool =
                new PoolOptions().setHttp1MaxSize(sender.concurrency() + 1).setMaxWaitQueueSize(sender.concurrency());
        return vertx.httpClientBuilder()
                .with(options)
                .with(pool)
                .withConnectHandler(connection -> connection.exceptionHandler(MailgunAdapter::connectionFailed))
                .build();
    }
}
