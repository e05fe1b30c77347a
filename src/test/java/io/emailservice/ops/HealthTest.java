package io.emailservice.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.testing.TestClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HealthTest {
    private static final HealthConfig CONFIG = new HealthConfig(
            Duration.ofSeconds(5), Duration.ofMillis(50), Duration.ofSeconds(60), Duration.ofSeconds(20));

    private final TestClock clock = TestClock.create();
    private final Check store = new Check("postgres");
    private final Worker jobs = new Worker();
    private final Health health = new Health(clock, CONFIG, List.of(store), List.of(jobs));

    @Test
    void isNotReadyBeforeTheFirstCheck() {
        assertThat(health.ready().up()).isFalse();
        assertThat(part("postgres").reason()).isEqualTo("not checked yet");
    }

    @Test
    void isReadyWhenEveryCheckPassed() throws Exception {
        finish(health.run());

        assertThat(health.ready().up()).isTrue();
        assertThat(health.ready().parts()).extracting(PartHealth::name).containsExactly("postgres", "jobs");
    }

    @Test
    void namesThePartThatFailedAndWhy() throws Exception {
        store.answer = Future.succeededFuture(CheckResult.failed("read only"));
        finish(health.run());

        assertThat(health.ready().up()).isFalse();
        assertThat(part("postgres")).isEqualTo(new PartHealth("postgres", false, "read only", Duration.ZERO));
    }

    @Test
    void takesAFailedFutureForAFailedCheck() throws Exception {
        store.answer = Future.failedFuture("connection refused");
        finish(health.run());

        assertThat(part("postgres").reason()).isEqualTo("connection refused");
    }

    @Test
    void takesAThrowingCheckForAFailedCheck() throws Exception {
        store.bug = new IllegalStateException("bug");
        finish(health.run());

        assertThat(part("postgres").reason()).isEqualTo("bug");
    }

    @Test
    void failsACheckThatDoesNotAnswerAndAsksItOnlyOnce() throws Exception {
        Promise<CheckResult> stuck = Promise.promise();
        store.answer = stuck.future();
        finish(health.run());
        finish(health.run());

        assertThat(part("postgres").reason()).isEqualTo("no answer in time");
        assertThat(store.asked).isEqualTo(1);

        stuck.complete(CheckResult.OK);
        store.answer = Future.succeededFuture(CheckResult.OK);
        finish(health.run());

        assertThat(part("postgres").ok()).isTrue();
    }

    @Test
    void doesNotTrustAnOldResult() throws Exception {
        finish(health.run());
        clock.advance(Duration.ofSeconds(16));

        assertThat(part("postgres").reason()).isEqualTo("not checked lately");
        assertThat(part("postgres").age()).isEqualTo(Duration.ofSeconds(16));
    }

    @Test
    void isNotReadyWhileDraining() throws Exception {
        finish(health.run());
        health.drain();

        assertThat(health.ready().up()).isFalse();
        assertThat(part("draining").reason()).isEqualTo("shutting down");
    }

    @Test
    void isNotReadyWhenAWorkerCompletesNothingWhileWorkWaits() throws Exception {
        jobs.waiting = true;
        finish(health.run());
        clock.advance(Duration.ofSeconds(61));
        finish(health.run());

        assertThat(part("jobs").ok()).isFalse();
        assertThat(health.ready().up()).isFalse();

        jobs.completed++;
        finish(health.run());

        assertThat(health.ready().up()).isTrue();
    }

    @Test
    void staysReadyWhenAWorkerHasNothingToDo() throws Exception {
        finish(health.run());
        clock.advance(Duration.ofHours(1));
        finish(health.run());

        assertThat(health.ready().up()).isTrue();
    }

    @Test
    void writesEveryPartAsJson() throws Exception {
        finish(health.run());
        clock.advance(Duration.ofSeconds(2));

        assertThat(health.ready().toJson().encode())
                .isEqualTo("{\"status\":\"up\",\"parts\":["
                        + "{\"name\":\"postgres\",\"ok\":true,\"reason\":\"ok\",\"ageMs\":2000},"
                        + "{\"name\":\"jobs\",\"ok\":true,\"reason\":\"ok\",\"ageMs\":2000}]}");
    }

    @Test
    void isAliveWhileEveryLoopBeats() {
        LoopBeats beats = new LoopBeats(clock, CONFIG);
        LoopBeats.Beat quick = beats.join();
        LoopBeats.Beat stuck = beats.join();
        clock.advance(Duration.ofSeconds(21));
        quick.beat();

        assertThat(beats.live().up()).isFalse();

        stuck.beat();

        assertThat(beats.live().up()).isTrue();
    }

    private PartHealth part(String name) {
        return health.ready().parts().stream()
                .filter(part -> part.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void finish(Future<Void> future) throws Exception {
        assertThat(future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS))
                .isNull();
    }

    private static final class Check implements HealthCheck {
        private final String name;
        private Future<CheckResult> answer = Future.succeededFuture(CheckResult.OK);
        private @Nullable RuntimeException bug;
        private int asked;

        private Check(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public Future<CheckResult> check() {
            asked++;
            if (bug != null) {
                throw bug;
            }
            return answer;
        }
    }

    private static final class Worker implements Progress {
        private boolean waiting;
        private long completed;

        @Override
        public String name() {
            return "jobs";
        }

        @Override
        public boolean waiting() {
            return waiting;
        }

        @Override
        public long completed() {
            return completed;
        }
    }
}
