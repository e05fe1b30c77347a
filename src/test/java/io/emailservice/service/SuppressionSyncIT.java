package io.emailservice.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.emailservice.message.Suppression;
import io.emailservice.message.SuppressionReason;
import io.emailservice.message.SuppressionRemoval;
import io.emailservice.provider.SuppressionList;
import io.emailservice.provider.SuppressionLists;
import io.emailservice.provider.ses.SesConfig;
import io.emailservice.testing.Sections;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SuppressionSyncIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static ServiceScene scene;
    private static Context context;
    private static SuppressionLists ses;

    @BeforeAll
    static void start() {
        scene = new ServiceScene(false, """
                suppression: {sync: {interval: 1s, callsPerSecond: 100, accounts: {mailgun: {}, ses: {}}}}
                """);
        context = scene.vertx.getOrCreateContext();
        SesConfig config = Sections.read(
                "{accessKeyId: AKIATWINEXAMPLE, secretAccessKey: twin-secret, endpoint: '%s'}"
                        .formatted(scene.twinUrl()),
                SesConfig::from);
        ses = onContext(() -> config.suppressionLists(scene.vertx, Clock.systemUTC()));
    }

    @AfterAll
    static void stop() {
        onContext(ses::close);
        scene.close();
    }

    @Test
    void listsOfAllAccountsBecomeOneAndStayThatWay() {
        JsonArray bounces = new JsonArray();
        IntStream.range(0, 350)
                .forEach(i -> bounces.add(new JsonObject().put("address", "Bounce." + i + "@x.example")));
        assertThat(mailgun(HttpMethod.POST, "bounces", bounces.toBuffer()).statusCode())
                .isEqualTo(200);
        onContext(() -> sesList().add(List.of(one("complaint@x.example", SuppressionReason.COMPLAINT))));
        add(one("ours@x.example", SuppressionReason.HARD_BOUNCE));

        await().atMost(PATIENCE).until(() -> count("source = 'sync:mailgun/bounces'") == 350);
        await().atMost(PATIENCE).until(() -> count("source = 'sync:ses/account'") == 1);
        await().atMost(PATIENCE).until(() -> isListed("complaints/complaint@x.example"));
        await().atMost(PATIENCE).until(() -> isListed("bounces/ours@x.example"));
        await().atMost(PATIENCE).until(() -> sesAddresses().contains("ours@x.example"));
        await().atMost(PATIENCE).until(() -> mirrored().size() == 352);

        String before = state();
        roundsLater(3);
        assertThat(state()).isEqualTo(before);
        assertThat(mirrored()).hasSize(352).contains("bounce.349@x.example");
    }

    @Test
    void whatIsLiftedHereIsLiftedThereAndStaysGone() {
        add(one("lifted@x.example", SuppressionReason.COMPLAINT));
        await().atMost(PATIENCE).until(() -> isListed("complaints/lifted@x.example"));
        await().atMost(PATIENCE).until(() -> sesAddresses().contains("lifted@x.example"));

        assertThat(ServiceScene.get(scene.service
                        .store()
                        .suppressions()
                        .remove(new SuppressionRemoval("default", "lifted@x.example", "*", "test", true))))
                .isEqualTo(SuppressionRemoval.Answer.REMOVED);

        await().atMost(PATIENCE).until(() -> !isListed("complaints/lifted@x.example"));
        await().atMost(PATIENCE).until(() -> !sesAddresses().contains("lifted@x.example"));
        roundsLater(2);
        assertThat(count("address = 'lifted@x.example'")).isZero();
    }

    @Test
    void aProviderThatIsAwayIsTriedAgain() {
        scene.faults("[{\"on\": \"read\", \"for\": \"2s\", \"effect\": {\"type\": \"error\"}}]");
        add(one("patient@x.example", SuppressionReason.COMPLAINT));

        await().atMost(PATIENCE).until(() -> isListed("complaints/patient@x.example"));
        await().atMost(PATIENCE).until(() -> sesAddresses().contains("patient@x.example"));
    }

    /** Rounds are counted by what moves last in each. */
    private static void roundsLater(int rounds) {
        for (int i = 0; i < rounds; i++) {
            String last = scene.database.value("SELECT min(next_at) FROM suppression_sync_lease");
            await().atMost(PATIENCE).until(() -> scene.database
                    .value("SELECT min(next_at) > '" + last + "' FROM suppression_sync_lease")
                    .equals("t"));
        }
    }

    private static String state() {
        return scene.database.value("SELECT count(*) || ' ' || max(tx::text::int8) FROM suppression"
                + " WHERE address NOT LIKE 'lifted%' AND address NOT LIKE 'patient%'");
    }

    private static int count(String condition) {
        return Integer.parseInt(scene.database.value("SELECT count(*) FROM suppression WHERE " + condition));
    }

    private static void add(Suppression suppression) {
        assertThat(ServiceScene.get(scene.service.store().suppressions().add("default", List.of(suppression))))
                .isEqualTo(1);
    }

    private static Suppression one(String address, SuppressionReason reason) {
        return new Suppression(address, "*", reason, "test", Instant.now(), null);
    }

    private static boolean isListed(String path) {
        return mailgun(HttpMethod.GET, path, Buffer.buffer()).statusCode() == 200;
    }

    private static HttpResponse<Buffer> mailgun(HttpMethod method, String path, Buffer body) {
        return ServiceScene.get(scene.web
                .requestAbs(method, scene.twinUrl() + "/v3/mail.example.com/" + path)
                .basicAuthentication("api", "key-test")
                .putHeader("Content-Type", "application/json")
                .sendBuffer(body));
    }

    private static List<String> sesAddresses() {
        return onContext(() -> sesList().read("")).suppressions().stream()
                .map(Suppression::address)
                .toList();
    }

    /** Without those of other tests. */
    private static List<String> mirrored() {
        return sesAddresses().stream()
                .filter(address -> !address.startsWith("lifted") && !address.startsWith("patient"))
                .toList();
    }

    private static SuppressionList sesList() {
        return ses.all().get(0);
    }

    @CanIgnoreReturnValue
    private static <T> T onContext(Supplier<Future<T>> call) {
        Promise<T> done = Promise.promise();
        context.runOnContext(run -> call.get().onComplete(done));
        return ServiceScene.get(done.future());
    }
}
