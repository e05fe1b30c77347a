package io.emailservice.delivery;

import static io.emailservice.delivery.PipelineScene.accepted;
import static io.emailservice.delivery.PipelineScene.again;
import static io.emailservice.delivery.PipelineScene.work;
import static io.emailservice.testing.Requests.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.limit.Limits;
import io.emailservice.limit.Tokens;
import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.MessageState;
import io.emailservice.message.Outcome;
import io.emailservice.message.SendRequest;
import io.emailservice.message.Stream;
import io.emailservice.render.RenderResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PipelineLimitsTest {
    private static final SendRequest REQUEST = request(Stream.BULK);
    private static final Failure FAST = new Failure(FailureClass.THROTTLE, "http_429", "too fast");
    private static final Failure CLOSED = new Failure(FailureClass.PROVIDER, "breaker_open", "at fault too often");

    private final Scripted limits = new Scripted();
    private final PipelineScene scene = new PipelineScene(limits);

    @Test
    void aDeniedMessageIsNotStoredNorRenderedAndCostsNoAttempt() {
        limits.deny("a", Duration.ofSeconds(7), false);

        assertThat(scene.deliver(work(REQUEST)))
                .isEqualTo(new Verdict.Later(Duration.ofSeconds(7), false, "limited: tenant acme"));
        assertThat(scene.messages.all()).isEmpty();
        assertThat(scene.links.rendered).isZero();
        assertThat(limits.returned).isEmpty();
    }

    @Test
    void aDeniedRetryLeavesTheMessageAsItIs() {
        scene.links.answer("a", new Outcome.Throttled(null, FAST));
        assertThat(scene.deliver(work(REQUEST))).isInstanceOf(Verdict.Later.class);
        limits.deny("a", Duration.ofDays(3), false);

        assertThat(scene.deliver(again(REQUEST, 0)))
                .isEqualTo(new Verdict.Later(Duration.ofHours(1), false, "limited: tenant acme"));
        assertThat(scene.stored().attempt()).isEqualTo(1);
        assertThat(scene.stored().state()).isEqualTo(MessageState.DEFERRED);
    }

    @Test
    void anotherAccountTakesWhatTheQuotaOfTheFirstDoesNotCover() {
        limits.deny("a", Duration.ofHours(2), true);
        scene.links.answer("b", accepted("id-1"));

        assertThat(scene.deliver(work(REQUEST))).isInstanceOf(Verdict.Done.class);
        assertThat(scene.links.calls).containsExactly("b");
    }

    @Test
    void aQuotaWithoutAnotherAccountIsWaitedFor() {
        limits.deny("a", Duration.ofMinutes(2), true);
        scene.accounts.close("b");

        assertThat(scene.deliver(work(REQUEST)))
                .isEqualTo(new Verdict.Later(Duration.ofMinutes(2), false, "limited: tenant acme"));
    }

    @Test
    void whatACallUsedIsNotReturned() {
        scene.links.answer("a", accepted("id-1"));

        assertThat(scene.deliver(work(REQUEST))).isInstanceOf(Verdict.Done.class);
        assertThat(limits.taken).containsExactly("a");
        assertThat(limits.returned).isEmpty();
    }

    @Test
    void whatNoCallUsedIsReturned() {
        scene.links.answer("a", new Outcome.NotTried(Duration.ofSeconds(5), CLOSED));
        scene.accounts.close("b");
        assertThat(scene.deliver(work(REQUEST))).isInstanceOf(Verdict.Later.class);
        assertThat(limits.returned).hasSize(1);

        scene.links.rendering = Future.succeededFuture(new RenderResult.Unrenderable(FAST));
        assertThat(scene.deliver(work(request("key-2", Stream.BULK, null, List.of()), "job-2", false, 0)))
                .isInstanceOf(Verdict.Dead.class);
        assertThat(limits.returned).hasSize(2);
    }

    @Test
    void theLimitsHearOfAThrottle() {
        scene.links.answer("a", new Outcome.Throttled(null, FAST));
        assertThat(scene.deliver(work(REQUEST))).isInstanceOf(Verdict.Later.class);

        assertThat(limits.throttled).containsExactly("a");
    }

    /** Limits that deny what the test says. */
    private static final class Scripted implements Limits {
        private final Map<String, Denied> denied = new HashMap<>();
        private final List<String> taken = new ArrayList<>();
        private final List<Tokens> returned = new ArrayList<>();
        private final List<String> throttled = new ArrayList<>();

        void deny(String account, Duration delay, boolean spent) {
            denied.put(account, new Denied(delay, "tenant acme", spent));
        }

        @Override
        public Future<Answer> take(String account, SendRequest request) {
            Denied no = denied.get(account);
            if (no != null) {
                return Future.succeededFuture(no);
            }
            taken.add(account);
            return Limits.NONE.take(account, request);
        }

        @Override
        public void giveBack(Tokens tokens) {
            returned.add(tokens);
        }

        @Override
        public void throttled(String account) {
            throttled.add(account);
        }
    }
}
