package io.emailservice.twin.feedback;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Posts over HTTP within a deadline. Follows no redirects, and reads no more of an answer than its status. */
public final class Poster {
    private final HttpClient client;
    private final Duration timeout;

    public Poster(Vertx vertx, OutboxLimits limits) {
        this.timeout = limits.timeout();
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setKeepAlive(true).setConnectTimeout((int) timeout.toMillis()),
                new PoolOptions().setHttp1MaxSize(limits.inFlight()).setMaxWaitQueueSize(limits.inFlight()));
    }

    /** The status of the answer; fails if there is none in time. */
    public Future<Integer> post(String url, String contentType, Map<String, String> headers, Buffer body) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setAbsoluteURI(url)
                .putHeader("Content-Type", contentType);
        headers.forEach(options::putHeader);
        return client.request(options).compose(request -> answered(request, body)
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(late -> cut(request)));
    }

    private static Future<Integer> answered(HttpClientRequest request, Buffer body) {
        return request.send(body).compose(response -> response.end().map(end -> response.statusCode()));
    }

    private static void cut(HttpClientRequest request) {
        request.reset().onFailure(gone -> request.connection().close());
    }
}
