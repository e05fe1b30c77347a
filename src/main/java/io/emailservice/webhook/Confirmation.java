package io.emailservice.webhook;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Confirms subscriptions: one GET of an address that has been pinned, without redirects, of which only the status is
 * looked at. Runs on any event loop.
 */
final class Confirmation {
    private final HttpClient client;
    private final Duration timeout;

    Confirmation(HttpClient client, Duration timeout) {
        this.client = client;
        this.timeout = timeout;
    }

    /** Completes once SNS has confirmed; may be repeated. */
    Future<Void> confirm(URI pinned) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(pinned.toString())
                .setFollowRedirects(false)
                .setTimeout(timeout.toMillis());
        return client.request(options).compose(request -> status(request)
                .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                .compose(status -> status == 200
                        ? Future.<Void>succeededFuture()
                        : Future.failedFuture("the confirmation was answered with status " + status))
                // The body says nothing that we need: its rest isn't waited for.
                .onComplete(done -> request.reset()));
    }

    private static Future<Integer> status(HttpClientRequest request) {
        return request.send()
                .map(response ->
                        // Without a handler, that we cut it off would be logged as an error.
                        response.exceptionHandler(cut -> {}).statusCode());
    }
}
