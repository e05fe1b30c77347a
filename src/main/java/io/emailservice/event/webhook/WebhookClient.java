package io.emailservice.event.webhook;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Posts deliveries. A name is looked up for each post and its addresses are judged; the connection goes to the very
 * address that was judged, whatever the name means a moment later. Follows no redirect, and reads no more of an answer
 * than a little. For one event loop.
 */
final class WebhookClient {
    private static final int MOST_ANSWER_BYTES = 64 << 10;

    private final HttpClient http;
    private final WorkerExecutor names;
    private final WebhookConfig config;
    private final Clock clock;

    /** What became of a post. */
    enum Answer {
        TAKEN,
        /** 410: it doesn't want any more. */
        GONE
    }

    WebhookClient(Vertx vertx, WebhookConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        this.names = vertx.createSharedWorkerExecutor("webhook-names", 2);
        this.http = vertx.createHttpClient(
                new HttpClientOptions()
                        .setConnectTimeout((int) config.deadline().toMillis())
                        .setDecompressionSupported(false),
                new PoolOptions().setHttp1MaxSize(config.concurrency()).setMaxWaitQueueSize(config.concurrency()));
    }

    /** Fails with a reason for the endpoint's owner if the delivery wasn't taken. */
    Future<Answer> post(Endpoint endpoint, Delivery delivery) {
        URI uri = URI.create(endpoint.url());
        return names.executeBlocking(() -> Reach.lookUp(uri.getHost()), false)
                .recover(unknown -> Future.failedFuture("its name isn't known"))
                .compose(addresses -> config.reach().lets(addresses)
                        ? send(endpoint, delivery, options(uri, addresses[0]))
                        : Future.failedFuture("its address isn't public"))
                .timeout(config.deadline().toMillis(), TimeUnit.MILLISECONDS);
    }

    Future<Void> close() {
        return http.close().eventually(names::close);
    }

    private RequestOptions options(URI uri, InetAddress address) {
        boolean tls = "https".equals(uri.getScheme());
        int port = uri.getPort() > 0 ? uri.getPort() : tls ? 443 : 80;
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(uri.getHost())
                .setPort(port)
                .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(address, port)))
                .setSsl(tls)
                .setURI(uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery())
                .setFollowRedirects(false)
                .setTimeout(config.deadline().toMillis());
    }

    private Future<Answer> send(Endpoint endpoint, Delivery delivery, RequestOptions options) {
        Instant now = clock.instant();
        String id = delivery.eventId().toString();
        return http.request(options).compose(request -> request.putHeader("content-type", "application/json")
                .putHeader("user-agent", "email-service")
                .putHeader("webhook-id", id)
                .putHeader("webhook-timestamp", String.valueOf(now.getEpochSecond()))
                .putHeader("webhook-signature", Signatures.of(endpoint.secrets(), id, now, delivery.body()))
                .send(delivery.body())
                .compose(WebhookClient::answer));
    }

    private static Future<Answer> answer(HttpClientResponse response) {
        int[] read = {0};
        response.handler(part -> {
            read[0] += part.length();
            if (read[0] > MOST_ANSWER_BYTES) {
                response.request().reset().onFailure(gone -> response.handler(null));
            }
        });
        int status = response.statusCode();
        return response.end().transform(end -> {
            if (status == 410) {
                return Future.succeededFuture(Answer.GONE);
            }
            return status >= 200 && status < 300
                    ? Future.succeededFuture(Answer.TAKEN)
                    : Future.failedFuture("it answered " + status);
        });
    }
}
