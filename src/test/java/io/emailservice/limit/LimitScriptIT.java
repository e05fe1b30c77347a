package io.emailservice.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.Stream;
import io.emailservice.testing.TestRedis;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script on a real Redis, at times that the test sets. */
class LimitScriptIT {
    private static final TestRedis REDIS = new TestRedis();
    private static final long START = 1_767_225_600_000L;

    private final LimitsConfig config = LimitsConfig.DEFAULTS;
    private long now = START;

    @BeforeEach
    void empty() {
        assertThat(REDIS.run("FLUSHALL")).isNotNull();
    }

    @AfterAll
    static void close() {
        REDIS.close();
    }

    @ParameterizedTest
    @CsvSource({"10, 5, 0", "0.5, 1, 0", "200, 10, 0", "0, 1, 300", "5, 3, 500", "0, 1, 0"})
    void doesWhatTheModelDoes(double perSecond, int burst, double perDay) {
        Scope scope = new Scope(Scope.Kind.ACCOUNT, "a", new Limit(perSecond, burst, perDay));
        BucketModel model = new BucketModel(scope, config, now);
        Random random = new Random(perSecond == 0 ? burst : (long) perSecond);
        for (int step = 0; step < 200; step++) {
            now += random.nextInt(10) == 0 ? random.nextInt(7_200_000) : random.nextInt(300);
            act(random, scope, model, "step " + step);
        }
    }

    private void act(Random random, Scope scope, BucketModel model, String step) {
        Ask ask = new Ask(config);
        switch (random.nextInt(20)) {
            case 0 -> {
                int reached = 1 + random.nextInt(20);
                ask.slow(scope, reached);
                model.throttle(now, reached);
            }
            case 1 -> {
                int back = 1 + random.nextInt(3);
                ask.back(scope, back);
                model.giveBack(now, back);
            }
            case 2 -> {
                double used = random.nextInt(400);
                ask.used(scope, used);
                model.used(now, used);
            }
            default -> {}
        }
        boolean bulk = random.nextBoolean();
        int messages = 1 + random.nextInt(12);
        int each = random.nextInt(4) == 0 ? 1 + random.nextInt(6) : 1;
        ask.line(line(bulk, messages, each, scope));
        int expected = Math.min(messages, model.room(now, bulk, each));
        Response answer = run(ask);

        assertThat(Ask.served(answer, 0).messages()).as(step).isEqualTo(expected);
        if (expected > 0) {
            model.take(now, bulk, expected, each);
        }
        assertThat(Ask.rate(answer, 0)).as(step).isCloseTo(model.rate(now), within());
        if (scope.limit().perDay() > 0) {
            assertThat(Ask.left(answer, 0)).as(step).isCloseTo(model.left(), within());
        }
    }

    @Test
    void takesOfAllScopesOrOfNone() {
        Scope account = new Scope(Scope.Kind.ACCOUNT, "a", new Limit(10, 10, 0));
        Scope tenant = new Scope(Scope.Kind.TENANT, "t", new Limit(1, 2, 0));
        Ask ask = new Ask(config);
        ask.line(line(false, 5, 1, account, tenant));
        ask.line(line(false, 20, 1, account));
        Response answer = run(ask);

        assertThat(Ask.served(answer, 0)).isEqualTo(new Ask.Served(2, 1_000, 2));
        assertThat(Ask.served(answer, 1).messages()).isEqualTo(8);
    }

    @Test
    void bulkBorrowsTheIdleRateButLeavesABurstForTransactionalMail() {
        Scope account = new Scope(Scope.Kind.ACCOUNT, "a", new Limit(10, 10, 0));
        int bulk = 0;
        for (int i = 0; i < 100; i++) {
            bulk += take(account, true, 100);
            now += 100;
        }
        assertThat(bulk).isBetween(105, 108);

        assertThat(take(account, false, 100)).isGreaterThanOrEqualTo(2);
        now += 1_000;
        assertThat(take(account, false, 10)).isEqualTo(10);
    }

    @Test
    void saysWhenTheQuotaOfADayIsFreeAgain() {
        Scope account = new Scope(Scope.Kind.ACCOUNT, "a", new Limit(0, 1, 100));
        assertThat(take(account, true, 200)).isEqualTo(95);
        Ask ask = new Ask(config);
        ask.line(line(false, 50, 1, account));
        Ask.Served served = Ask.served(run(ask), 0);
        assertThat(served.messages()).isEqualTo(5);
        assertThat(served.way()).isEqualTo(-1);

        now += served.waitMillis() - 1;
        assertThat(take(account, false, 1)).isZero();
        now += 1;
        assertThat(take(account, false, 200)).isEqualTo(100);
    }

    @Test
    void countsWhatOthersSentThroughTheAccount() {
        Scope account = new Scope(Scope.Kind.ACCOUNT, "a", new Limit(0, 1, 100));
        Ask ask = new Ask(config);
        ask.used(account, 70);

        assertThat(Ask.left(run(ask), 0)).isEqualTo(30);
        assertThat(take(account, false, 100)).isEqualTo(30);
    }

    @Test
    void countsTheNodesThatAreAlive() {
        assertThat(alive("n1")).isEqualTo(1);
        now += 3_000;
        assertThat(alive("n2")).isEqualTo(2);
        now += 3_000;
        assertThat(alive("n2")).isEqualTo(1);
    }

    private int alive(String node) {
        Ask ask = new Ask(config);
        ask.alive(node);
        return Ask.nodes(run(ask));
    }

    private int take(Scope scope, boolean bulk, int messages) {
        Ask ask = new Ask(config);
        ask.line(line(bulk, messages, 1, scope));
        return Ask.served(run(ask), 0).messages();
    }

    private Response run(Ask ask) {
        String json = new JsonObject(ask.json()).put("now", now).encode();
        return REDIS.run("EVAL", LimitScript.text(), "1", "test:", json);
    }

    private static Line line(boolean bulk, int messages, int each, Scope... scopes) {
        Line line = new Line(new Line.Need(List.of(scopes), bulk ? Stream.BULK : Stream.TRANSACTIONAL, each));
        for (int i = 0; i < messages; i++) {
            line.add(Promise.promise(), Long.MAX_VALUE);
        }
        return line;
    }

    private static org.assertj.core.data.Offset<Double> within() {
        return org.assertj.core.data.Offset.offset(1e-6);
    }
}
