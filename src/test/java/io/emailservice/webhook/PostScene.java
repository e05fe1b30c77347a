package io.emailservice.webhook;

import io.emailservice.testing.Sections;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The routes on a real HTTP server, with an inbox in memory. */
final class PostScene implements AutoCloseable {
    static final Map<String, String> KINDS = Map.of("mg-eu", "mailgun", "mg-us", "mailgun", "ses-main", "ses");

    final MemoryInbox inbox = new MemoryInbox();
    final Notes notes = new Notes();
    final WebhookRoutes routes;
    final int port;
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    PostScene(String yaml, Clock clock) {
        WebhookConfig config = Sections.read(yaml, WebhookConfig::from);
        routes = new WebhookRoutes(vertx, config, KINDS, inbox, notes, notes, clock);
        Router router = Router.router(vertx);
        routes.mount(router);
        try {
            HttpServer server = vertx.createHttpServer()
                    .requestHandler(router)
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            port = server.actualPort();
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    /** Posts and answers the status; headers are names and values in turn. */
    int post(String path, String body, String... headers) {
        return send(path, body.getBytes(StandardCharsets.UTF_8), headers).statusCode();
    }

    HttpResponse<String> send(String path, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url(path)))
                .timeout(Duration.ofSeconds(20))
                .POST(BodyPublishers.ofByteArray(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    @Override
    public void close() {
        try {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }
}
