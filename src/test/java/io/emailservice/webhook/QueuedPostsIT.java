package io.emailservice.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.emailservice.testing.Sections;
import io.emailservice.twin.TwinClient;
import io.emailservice.twin.TwinConfig;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The verticle with Amazon's client against the twin's queue, some of whose deletions fail. */
class QueuedPostsIT {
    private static final int MESSAGES = 20;
    private static final String TWIN =
            "ses: {verifySignatures: false}\nsqs: {queues: [ses-feedback], failures: 0.2, visibility: 2s}";

    private final Vertx vertx = Vertx.vertx();
    private final TwinClient twin = TwinClient.start(Sections.read(TWIN, TwinConfig::from), Clock.systemUTC());
    private final MemoryInbox inbox = new MemoryInbox();
    private final Notes notes = new Notes();

    @AfterEach
    void stop() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
        twin.close();
    }

    @Test
    void emptiesAQueueOfEnvelopesAndBareEvents() throws Exception {
        assertThat(twin.put("/twin/feedback", """
                        {"delay":{"min":"5ms","max":"20ms"},
                         "subscriptions":[{"queue":"ses-feedback"},{"queue":"ses-feedback","raw":true}]}""").statusCode()).isEqualTo(200);
        String id = deploy();

        for (int i = 0; i < MESSAGES; i++) {
            assertThat(SesPostsIT.send(twin, "m-" + i).statusCode()).isEqualTo(200);
        }

        // Sent and delivered, each in an envelope and bare.
        await().atMost(Duration.ofSeconds(30)).until(() -> inbox.kept().size() >= 4 * MESSAGES);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> twin.json("/twin/feedback").at("/posts/laidOut").asInt() == 0);
        assertThat(inbox.kept()).hasSize(4 * MESSAGES);
        assertThat(inbox.kept().stream().filter(post -> new JsonObject(post.body()).containsKey("Type")))
                .hasSize(2 * MESSAGES);
        vertx.undeploy(id).toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private String deploy() throws Exception {
        String yaml = "queues: {q: {url: 'http://127.0.0.1:" + twin.port() + "/123456789012/ses-feedback',"
                + " endpoint: 'http://127.0.0.1:" + twin.port() + "',"
                + " accessKeyId: AKIATWINEXAMPLE, secretAccessKey: twin-secret, longPoll: 1s, visibility: 2s}}";
        WebhookConfig config = Sections.read(yaml, WebhookConfig::from);
        QueueConfig queue = config.queues().values().iterator().next();
        return vertx.deployVerticle(
                        () -> new QueueVerticle("q", config, queue, inbox, notes, Clock.systemUTC()),
                        new DeploymentOptions())
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
    }
}
