package io.emailservice.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.testing.Corpus;
import io.emailservice.testing.TestClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Posts of Mailgun, genuine and forged, over HTTP. */
class MailgunPostsIT {
    private static final String CONFIG = """
            alertAfter: 3
            mailgun:
              signingKeys: {current: 0123456789abcdef-key, previous: the-key-before}
              accounts: {mg-eu: {signingKeys: {current: the-key-of-europe}}}
            """;
    private static final String JSON = "application/json";

    private final TestClock clock = TestClock.create();
    private final Instant now = clock.instant();
    private final PostScene scene = new PostScene(CONFIG, clock);

    @AfterEach
    void stop() {
        scene.close();
    }

    private int post(String path, String body) {
        return scene.post(path, body, "Content-Type", JSON);
    }

    @Test
    void keepsAGenuinePostExactlyAsItCame() {
        String body = " " + SignedPosts.json(SignedPosts.KEY, now, "t1") + "\n";

        assertThat(post("/webhooks/mailgun", body)).isEqualTo(200);

        assertThat(scene.inbox.kept()).hasSize(1);
        RawPost kept = scene.inbox.kept().get(0);
        assertThat(kept.body().toString(StandardCharsets.UTF_8)).isEqualTo(body);
        assertThat(kept.provider()).isEqualTo("mailgun");
        assertThat(kept.account()).isNull();
        assertThat(kept.way()).isEqualTo(RawPost.Way.HTTP);
        assertThat(kept.receivedAt()).isEqualTo(now);
        assertThat(kept.contentType()).isEqualTo(JSON);
        assertThat(kept.id().version()).isEqualTo(7);
        assertThat(scene.notes.measured).containsExactly("mailgun HTTP NEW");
    }

    @Test
    void takesEveryFormOfPostAndEveryKeyInForce() {
        assertThat(post("/webhooks/mailgun", SignedPosts.json("the-key-before", now, "t1")))
                .isEqualTo(200);
        assertThat(scene.post(
                        "/webhooks/mailgun",
                        SignedPosts.urlEncoded(SignedPosts.KEY, now, "t2"),
                        "Content-Type",
                        "application/x-www-form-urlencoded"))
                .isEqualTo(200);
        assertThat(scene.post(
                        "/webhooks/mailgun",
                        SignedPosts.multipart("b-1", SignedPosts.KEY, now, "t3"),
                        "Content-Type",
                        "multipart/form-data; boundary=b-1"))
                .isEqualTo(200);
        assertThat(scene.inbox.kept()).hasSize(3);
        assertThat(scene.inbox.kept().get(2).body().toString()).startsWith("--b-1\r\n");
    }

    @Test
    void believesOnlyAnAccountsOwnKeyAtItsAddress() {
        assertThat(post("/webhooks/mailgun/mg-eu", SignedPosts.json("the-key-of-europe", now, "t1")))
                .isEqualTo(200);
        assertThat(post("/webhooks/mailgun/mg-eu", SignedPosts.json(SignedPosts.KEY, now, "t2")))
                .isEqualTo(401);
        assertThat(post("/webhooks/mailgun/mg-us", SignedPosts.json(SignedPosts.KEY, now, "t3")))
                .isEqualTo(200);
        assertThat(post("/webhooks/mailgun", SignedPosts.json("the-key-of-europe", now, "t4")))
                .isEqualTo(401);
        assertThat(scene.inbox.kept()).extracting(RawPost::account).containsExactly("mg-eu", "mg-us");
    }

    @Test
    void knowsOnlyAccountsOfThisProvider() {
        String body = SignedPosts.json(SignedPosts.KEY, now, "t1");

        assertThat(post("/webhooks/mailgun/nobody", body)).isEqualTo(404);
        assertThat(post("/webhooks/mailgun/ses-main", body)).isEqualTo(404);
        assertThat(scene.inbox.kept()).isEmpty();
    }

    @Test
    void answersARepetitionLikeTheFirstPost() {
        String body = SignedPosts.json(SignedPosts.KEY, now, "t1");

        assertThat(post("/webhooks/mailgun", body)).isEqualTo(200);
        assertThat(post("/webhooks/mailgun", body)).isEqualTo(200);

        assertThat(scene.inbox.kept()).hasSize(1);
        assertThat(scene.notes.measured).containsExactly("mailgun HTTP NEW", "mailgun HTTP REPEAT");
    }

    @Test
    void refusesASignatureUnderAnotherBody() {
        String stolen = SignedPosts.json(SignedPosts.KEY, now, "t1", new JsonObject().put("event", "complained"));
        assertThat(post("/webhooks/mailgun", SignedPosts.json(SignedPosts.KEY, now, "t1")))
                .isEqualTo(200);

        assertThat(post("/webhooks/mailgun", stolen)).isEqualTo(406);

        assertThat(scene.inbox.kept()).hasSize(1);
        assertThat(scene.notes.measured).contains("mailgun refused replayed");
    }

    @Test
    void tellsMailgunToComeAgainWhereThatMayHelp() {
        HttpResponse<String> forged = scene.send(
                "/webhooks/mailgun", SignedPosts.json("wrong", now, "t1").getBytes(StandardCharsets.UTF_8));
        assertThat(forged.statusCode()).isEqualTo(401);
        assertThat(forged.headers().firstValue("content-type")).hasValue("application/problem+json");
        assertThat(new JsonObject(forged.body()).getString("detail")).isEqualTo("bad_signature");
        assertThat(post("/webhooks/mailgun", SignedPosts.json(SignedPosts.KEY, now.plusSeconds(360), "t2")))
                .isEqualTo(401);
    }

    @Test
    void endsRepetitionsThatCannotHelp() {
        Instant old = now.minus(Duration.ofHours(10));
        String genuine = SignedPosts.json(SignedPosts.KEY, now, "t1");

        assertThat(post("/webhooks/mailgun", SignedPosts.json(SignedPosts.KEY, old, "t0")))
                .isEqualTo(406);
        assertThat(post("/webhooks/mailgun", genuine.substring(0, genuine.length() / 2)))
                .isEqualTo(406);
        assertThat(post("/webhooks/mailgun", "\0\0{\0")).isEqualTo(406);
        assertThat(post("/webhooks/mailgun", "")).isEqualTo(406);
        assertThat(post("/webhooks/mailgun", "[]")).isEqualTo(406);
        assertThat(post("/webhooks/mailgun", "{\"signature\":[1],\"event-data\":\"x\"}"))
                .isEqualTo(406);
        assertThat(post("/webhooks/mailgun", "{\"signature\":{\"timestamp\":{},\"token\":1}}"))
                .isEqualTo(406);
        assertThat(scene.inbox.kept()).isEmpty();
        assertThat(scene.notes.measured)
                .contains("mailgun refused too_old", "mailgun refused malformed", "mailgun refused unsigned");
    }

    @Test
    void raisesOneAlertWhenRefusedSignaturesRise() {
        for (int i = 0; i < 7; i++) {
            assertThat(post("/webhooks/mailgun", SignedPosts.json("wrong", now, "t" + i)))
                    .isEqualTo(401);
        }
        assertThat(scene.notes.alerts).containsExactly("mailgun null bad_signature 3");

        clock.advance(Duration.ofMinutes(6));
        for (int i = 0; i < 3; i++) {
            assertThat(post("/webhooks/mailgun/mg-eu", SignedPosts.json("wrong", now, "t" + i)))
                    .isEqualTo(401);
        }
        assertThat(scene.notes.alerts).hasSize(2).last().isEqualTo("mailgun mg-eu bad_signature 3");
    }

    @Test
    void answersOnlyAfterTheCommit() {
        Promise<Void> commit = Promise.promise();
        scene.inbox.commits(commit::future);
        CompletableFuture<Integer> status = CompletableFuture.supplyAsync(
                () -> post("/webhooks/mailgun", SignedPosts.json(SignedPosts.KEY, now, "t1")));

        Awaitility.await().until(() -> scene.routes.inHand() == 1);
        assertThat(status).isNotDone();
        commit.complete();

        assertThat(status.join()).isEqualTo(200);
        assertThat(scene.routes.inHand()).isZero();
    }

    @Test
    void asksForAPostAgainThatCouldNotBeStored() {
        scene.inbox.commits(() -> Future.failedFuture("the database is away"));
        String body = SignedPosts.json(SignedPosts.KEY, now, "t1");

        HttpResponse<String> answer = scene.send("/webhooks/mailgun", body.getBytes(StandardCharsets.UTF_8));
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).isPresent();
        assertThat(answer.body()).doesNotContain("database");

        scene.inbox.commits(Future::succeededFuture);
        assertThat(post("/webhooks/mailgun", body)).isEqualTo(200);
        assertThat(scene.routes.inHand()).isZero();
    }

    @Test
    void takesEveryDocumentedPayload() {
        String corpus = "mailgun: {back: 30d, signingKeys: {corpus: TEST_WEBHOOK_SIGNING_KEY}}";
        for (Corpus.Payload payload : Corpus.payloads("mailgun")) {
            JsonObject json = new JsonObject(new String(payload.bytes(), StandardCharsets.UTF_8));
            long seconds = Long.parseLong(json.getJsonObject("signature").getValue("timestamp") + "");
            try (PostScene then = new PostScene(corpus, new TestClock(Instant.ofEpochSecond(seconds)))) {
                assertThat(then.send("/webhooks/mailgun", payload.bytes()).statusCode())
                        .as(payload.file())
                        .isEqualTo(200);
                assertThat(then.inbox.kept().get(0).body().getBytes()).isEqualTo(payload.bytes());
            }
        }
    }
}
