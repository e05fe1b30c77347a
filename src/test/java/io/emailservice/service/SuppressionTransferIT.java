package io.emailservice.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.AsyncFile;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.codec.BodyCodec;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuppressionTransferIT {
    private static final int MANY = 60_000;
    private static final int REPEATED = 1_000;
    private static final int WRONG = 150;
    private static ServiceScene scene;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        scene = new ServiceScene(false, """
                http:
                  keys:
                    - {name: manager, key: key-of-the-manager, rights: [read, manage]}
                suppression: {importBytes: 50000000, transfers: 1}
                """);
    }

    @AfterAll
    static void stop() {
        scene.close();
    }

    @Test
    void carriesALongListInAndOutAgain() throws IOException {
        Path given = folder.resolve("given.csv");
        try (BufferedWriter file = Files.newBufferedWriter(given)) {
            file.write("address,reason\n");
            for (int i = 0; i < MANY; i++) {
                file.write(
                        "somebody." + i + "@inbox.example.com," + (i % 100 == 0 ? "complaint" : "hard_bounce") + "\n");
                if (i % (MANY / REPEATED) == 0) {
                    file.write("Somebody." + i + "@INBOX.example.com,manual\n");
                }
                if (i < WRONG) {
                    file.write("nobody,manual\n");
                }
            }
        }
        long began = System.nanoTime();
        JsonObject report = takeIn("?tenant=many", "text/csv", given).bodyAsJsonObject();
        print("import", began);

        assertThat(report.getInteger("accepted")).isEqualTo(MANY);
        assertThat(report.getInteger("duplicate")).isEqualTo(REPEATED);
        assertThat(report.getInteger("refused")).isEqualTo(WRONG);
        assertThat(report.getJsonArray("refusals")).hasSize(100);
        assertThat(report.getJsonArray("refusals").getJsonObject(0).getInteger("line"))
                .isEqualTo(4);
        assertThat(scene.database.rows(
                        "SELECT reason, count(*) FROM suppression WHERE tenant = 'many' GROUP BY 1 ORDER BY 1"))
                .containsExactly("complaint|" + MANY / 100, "hard_bounce|" + (MANY - MANY / 100));

        Path taken = folder.resolve("taken.ndjson");
        began = System.nanoTime();
        giveOut("?tenant=many", taken);
        print("export", began);
        Set<String> addresses = new HashSet<>();
        try (var lines = Files.lines(taken)) {
            lines.forEach(line -> addresses.add(new JsonObject(line).getString("address")));
        }
        assertThat(addresses).hasSize(MANY).contains("somebody." + (MANY - 1) + "@inbox.example.com");
        giveOut("?tenant=many&reason=complaint&format=csv", taken);
        try (var lines = Files.lines(taken)) {
            assertThat(lines.count()).isEqualTo(1 + MANY / 100);
        }
        assertThat(takeIn("?tenant=many", "text/csv", taken).bodyAsJsonObject())
                .isEqualTo(new JsonObject()
                        .put("accepted", 0)
                        .put("duplicate", MANY / 100)
                        .put("refused", 0)
                        .put("refusals", new JsonArray()));
    }

    @Test
    void aQueryGivesWhatLinesLeaveOut() throws IOException {
        Path given = Files.writeString(folder.resolve("given.csv"), "a@x.example\n");

        assertThat(takeIn("?tenant=few&reason=unsubscribe&stream=bulk&source=crm", "text/csv", given)
                        .statusCode())
                .isEqualTo(200);
        assertThat(scene.database.rows("SELECT address, stream, reason, source FROM suppression WHERE tenant = 'few'"))
                .containsExactly("a@x.example|bulk|unsubscribe|crm");
    }

    @Test
    void whatCannotBeReadIsRefused() throws IOException {
        Path given = folder.resolve("given.csv");
        String filler = "x,y\n".repeat(500_000);

        assertThat(takeIn("", "text/csv", Files.writeString(given, "name,city\n" + filler))
                        .statusCode())
                .isEqualTo(422);
        assertThat(takeIn("", "application/pdf", given).statusCode()).isEqualTo(415);
        assertThat(takeIn("?tenant=a%20b", "text/csv", given).statusCode()).isEqualTo(422);
        assertThat(send(HttpMethod.GET, "/v1/suppressions/export?format=xml").statusCode())
                .isEqualTo(422);
        assertThat(send(HttpMethod.GET, "/v1/suppressions/export?reason=x").statusCode())
                .isEqualTo(422);
    }

    @Test
    void anEmptyListIsAnEmptyExport() {
        HttpResponse<Buffer> csv = send(HttpMethod.GET, "/v1/suppressions/export?tenant=nobody&format=csv");

        assertThat(csv.statusCode()).isEqualTo(200);
        assertThat(csv.getHeader("Content-Type")).startsWith("text/csv");
        assertThat(csv.bodyAsString()).isEqualTo("address,stream,reason,source,createdAt,expiresAt\n");
        assertThat(send(HttpMethod.GET, "/v1/suppressions/export?tenant=nobody").bodyAsString())
                .isNull();
    }

    @Test
    void onlySoManyAreUnderWayAtOnce() throws IOException {
        Path given = folder.resolve("given.csv");
        Files.writeString(given, "address\n" + "a@x.example\n".repeat(200_000));
        AsyncFile file = open(given, new OpenOptions());
        Future<HttpResponse<Buffer>> first = scene.web
                .post(scene.service.port(), "127.0.0.1", "/v1/suppressions/import?tenant=busy")
                .bearerTokenAuthentication("key-of-the-manager")
                .putHeader("Content-Type", "text/csv")
                .sendStream(file);
        await().until(() -> !scene.database
                .rows("SELECT FROM suppression WHERE tenant = 'busy'")
                .isEmpty());

        assertThat(send(HttpMethod.GET, "/v1/suppressions/export?tenant=nobody").statusCode())
                .isEqualTo(503);
        assertThat(ServiceScene.get(first).statusCode()).isEqualTo(200);
        assertThat(send(HttpMethod.GET, "/v1/suppressions/export?tenant=nobody").statusCode())
                .isEqualTo(200);
    }

    @Test
    void anExportWhoseCallerIsGoneMakesRoomForAnother() {
        scene.database.run("INSERT INTO suppression (tenant, address, reason, source)"
                + " SELECT 'gone', 'a' || n || '@x.example', 'manual', 'test' FROM generate_series(1, 100000) n");
        HttpClient client = scene.vertx.createHttpClient();
        HttpClientResponse begun = ServiceScene.get(
                client.request(HttpMethod.GET, scene.service.port(), "127.0.0.1", "/v1/suppressions/export?tenant=gone")
                        .compose(request -> request.putHeader("Authorization", "Bearer key-of-the-manager")
                                .send())
                        .map(answer -> {
                            answer.pause();
                            return answer;
                        }));
        assertThat(send(HttpMethod.GET, "/v1/suppressions/export?tenant=nobody").statusCode())
                .isEqualTo(503);

        ServiceScene.get(begun.request().connection().close());

        await().until(() ->
                send(HttpMethod.GET, "/v1/suppressions/export?tenant=nobody").statusCode() == 200);
        ServiceScene.get(client.close());
    }

    private static HttpResponse<Buffer> takeIn(String query, String type, Path file) {
        return ServiceScene.get(scene.web
                .post(scene.service.port(), "127.0.0.1", "/v1/suppressions/import" + query)
                .bearerTokenAuthentication("key-of-the-manager")
                .putHeader("Content-Type", type)
                .sendStream(open(file, new OpenOptions())));
    }

    private static void giveOut(String query, Path file) {
        ServiceScene.get(scene.web
                .get(scene.service.port(), "127.0.0.1", "/v1/suppressions/export" + query)
                .bearerTokenAuthentication("key-of-the-manager")
                .as(BodyCodec.pipe(open(file, new OpenOptions().setTruncateExisting(true))))
                .send());
    }

    private static HttpResponse<Buffer> send(HttpMethod method, String uri) {
        return ServiceScene.get(scene.web
                .request(method, scene.service.port(), "127.0.0.1", uri)
                .bearerTokenAuthentication("key-of-the-manager")
                .send());
    }

    private static AsyncFile open(Path file, OpenOptions options) {
        return ServiceScene.get(scene.vertx.fileSystem().open(file.toString(), options));
    }

    private static void print(String what, long began) {
        Duration took = Duration.ofNanos(System.nanoTime() - began);
        System.out.printf(
                Locale.ROOT, "%s of %d suppressions: %d a second%n", what, MANY, MANY * 1_000L / took.toMillis());
    }
}
