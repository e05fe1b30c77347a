package io.emailservice.provider.mailgun;

import io.emailservice.provider.SenderConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls of one account's API over pooled HTTP/1.1 connections, one call on a connection at a time. Getting a connection
 * and sending on it are two steps here, so that it is certain which failures came before the request left.
 */
final class Calls {
    private static final Logger LOG = LoggerFactory.getLogger(Calls.class);
    /** Below what load balancers usually keep, so that it is we who close idle connections. */
    private static final int KEEP_ALIVE_SECONDS = 30;

    /** The client's own timer may be this late. */
    private static final long CONNECT_GRACE_MILLIS = 500;

    private final Vertx vertx;
    private final MailgunConfig config;
    private final Clock clock;
    private final HttpClient http;
    private final String authorization;

    Calls(Vertx vertx, MailgunConfig config, Clock clock, int concurrency) {
        this.vertx = vertx;
        this.config = config;
        this.clock = clock;
        this.http = client(vertx, config.sender(), concurrency);
        String credentials = "api:" + config.apiKey().value();
        this.authorization =
                "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
    }

    Future<Void> close() {
        return http.close();
    }

    Future<Answer> exchange(RequestOptions options, @Nullable Buffer body, Duration timeout) {
        long startedAt = clock.millis();
        return http.request(options)
                .compose(
                        request -> start(request, body, timeout.toMillis(), clock.millis() - startedAt),
                        failure -> Future.succeededFuture(new Answer.NotSent(failure)));
    }

    /** A connection that came so late that the process must have slept meanwhile is not used: nothing has left yet. */
    private Future<Answer> start(
            HttpClientRequest request, @Nullable Buffer body, long timeoutMillis, long waitedMillis) {
        long most = Math.min(timeoutMillis, config.sender().connectTimeout().toMillis() + CONNECT_GRACE_MILLIS);
        if (waitedMillis < most) {
            return HttpExchange.run(vertx, request, body, timeoutMillis - waitedMillis);
        }
        return request.reset()
                .transform(gone -> Future.succeededFuture(new Answer.NotSent(
                        new TimeoutException("the connection came too late: " + waitedMillis + " ms"))));
    }

    RequestOptions request(HttpMethod method, String uri) {
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
    private static HttpClient client(Vertx vertx, SenderConfig sender, int concurrency) {
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout((int) sender.connectTimeout().toMillis())
                .setKeepAlive(true)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setPipelining(false)
                .setTcpNoDelay(true)
                .setVerifyHost(true);
        PoolOptions pool = new PoolOptions().setHttp1MaxSize(concurrency + 1).setMaxWaitQueueSize(concurrency);
        return vertx.httpClientBuilder()
                .with(options)
                .with(pool)
                .withConnectHandler(connection -> connection.exceptionHandler(Calls::connectionFailed))
                .build();
    }
}
