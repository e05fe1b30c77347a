package io.emailservice.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.emailservice.bus.Address;
import io.emailservice.config.Problems;
import io.emailservice.config.Section;
import io.emailservice.delivery.DeliveryConfig;
import io.emailservice.delivery.DeliveryVerticle;
import io.emailservice.delivery.Verdict;
import io.emailservice.delivery.Work;
import io.emailservice.intake.IntakeConfig;
import io.emailservice.intake.SendRequests;
import io.emailservice.message.MessageState;
import io.emailservice.message.Stream;
import io.emailservice.queue.Backoff;
import io.emailservice.queue.Job;
import io.emailservice.queue.JobOptions;
import io.emailservice.queue.Settlement;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JobDeliveryTest {
    private static final UUID ID = new UUID(1, 2);

    private final Vertx vertx = Vertx.vertx();
    private final DeliveryConfig config =
            DeliveryConfig.from(new Section("delivery", JsonNodeFactory.instance.objectNode(), new Problems()));
    private final AtomicReference<Work> asked = new AtomicReference<>();
    private Future<Void> kept = Future.succeededFuture();
    private Future<Verdict> answer = Future.failedFuture("not set");

    @BeforeEach
    void serve() {
        Address.install(vertx);
        ServiceScene.get(DeliveryVerticle.WORK.serve(vertx, work -> {
            asked.set(work);
            return answer;
        }));
    }

    @AfterEach
    void close() {
        ServiceScene.get(vertx.close());
    }

    @Test
    void whatIsDoneCompletesTheJobWithItsReturnValue() {
        answer = verdict(new Verdict.Done(ID, MessageState.SENT, "mailgun", "p-1", true));

        Settlement settlement = handle(job(1, JobOptions.DEFAULTS));
        assertThat(new JsonObject(settlement.text()))
                .isEqualTo(new JsonObject()
                        .put("messageId", ID.toString())
                        .put("status", "sent")
                        .put("provider", "mailgun")
                        .put("providerMessageId", "p-1")
                        .put("duplicate", true));
        assertThat(settlement.kind()).isEqualTo(Settlement.Kind.COMPLETE);
    }

    @Test
    void aDeadMessageFailsItsJobForGood() {
        answer = verdict(new Verdict.Dead("content missing_variable: x"));

        assertThat(handle(job(1, JobOptions.DEFAULTS))).isEqualTo(new Settlement.Fail("content missing_variable: x"));
    }

    @Test
    void onlyACountedWaitBurnsAnAttempt() {
        answer = verdict(new Verdict.Later(Duration.ofSeconds(3), false, "throttled"));
        assertThat(handle(job(1, JobOptions.DEFAULTS)))
                .isEqualTo(new Settlement.Delay(Duration.ofSeconds(3), "throttled"));

        answer = verdict(new Verdict.Later(Duration.ofSeconds(3), true, "refused"));
        assertThat(handle(job(1, JobOptions.DEFAULTS)))
                .isEqualTo(new Settlement.Retry("refused", Duration.ofSeconds(3)));
    }

    @Test
    void aLostJobIsLookedForAndBeginsNothingNew() {
        answer = verdict(new Verdict.Dead("unknown job_lost: stalled"));

        assertThat(ServiceScene.get(delivery().handleLost(job(1, JobOptions.DEFAULTS), "stalled")))
                .isEqualTo(new Settlement.Fail("unknown job_lost: stalled"));
        assertThat(asked().seenBefore()).isTrue();
        assertThat(asked().lost()).isEqualTo("stalled");
    }

    @Test
    void whoeverDoesNotAnswerDecidesNothing() {
        answer = Future.failedFuture("a bug");
        assertThat(handle(job(1, JobOptions.DEFAULTS)).kind()).isEqualTo(Settlement.Kind.DELAY);

        kept = Future.failedFuture("the store is away");
        assertThat(handle(job(1, "no json", JobOptions.DEFAULTS)).kind()).isEqualTo(Settlement.Kind.DELAY);
    }

    @Test
    void aJobThatCannotBeReadFailsWithEveryProblem() {
        Settlement settlement = handle(job(1, "{\"to\":{\"email\":\"nobody\"}}", JobOptions.DEFAULTS));

        assertThat(settlement.kind()).isEqualTo(Settlement.Kind.FAIL);
        assertThat(settlement.text()).contains("malformed_request", "/from", "/to/email");
    }

    @Test
    void theJobsOwnAttemptsAndBackoffWin() {
        answer = verdict(new Verdict.Dead("x"));
        assertThat(handle(job(1, JobOptions.DEFAULTS.withAttempts(3).withBackoff(Backoff.exponential(100)))))
                .isNotNull();
        assertThat(asked().patience().maxAttempts()).isEqualTo(3);
        assertThat(asked().patience().backoff().apply(3)).isEqualTo(Duration.ofMillis(400));

        assertThat(handle(job(1, JobOptions.DEFAULTS))).isNotNull();
        assertThat(asked().patience().maxAttempts()).isEqualTo(config.attempts());
        assertThat(asked().patience().backoff().apply(1)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    @Test
    void aJobThatWasStartedBeforeIsLookedUpFirst() {
        answer = verdict(new Verdict.Dead("x"));

        assertThat(handle(job(1, JobOptions.DEFAULTS))).isNotNull();
        assertThat(asked().seenBefore()).isFalse();
        assertThat(handle(job(2, JobOptions.DEFAULTS))).isNotNull();
        assertThat(asked().seenBefore()).isTrue();
    }

    private Work asked() {
        return Objects.requireNonNull(asked.get());
    }

    private static Future<Verdict> verdict(Verdict verdict) {
        return Future.succeededFuture(verdict);
    }

    private Settlement handle(Job job) {
        return ServiceScene.get(delivery().handle(job));
    }

    private JobDelivery delivery() {
        return new JobDelivery(
                vertx,
                new SendRequests(IntakeConfig.DEFAULTS),
                Map.of("email", Stream.TRANSACTIONAL),
                config,
                (queue, id, failure, payload) -> kept,
                Duration.ofSeconds(30));
    }

    private static Job job(int started, JobOptions options) {
        return job(started, ServiceScene.request().encode(), options);
    }

    private static Job job(int started, String data, JobOptions options) {
        return new Job("email", "1", "send", Buffer.buffer(data), options, 0, started, 0, Instant.EPOCH, "t");
    }
}
