package io.emailservice.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.testing.TestClock;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A question may get lost, or only its answer. */
class NewsTest {
    private static final Limit LIMIT = new Limit(10, 5, 1_000);
    private static final Scope TENANT = new Scope(Scope.Kind.TENANT, "acme", LIMIT);

    private final AccountLimit account = new AccountLimit("a", LIMIT, 0, TestClock.create());
    private final News news = new News(Map.of("a", account));

    @Test
    void whatWasTakenWithoutAskingIsToldUntilItIsHeard() {
        news.back(TENANT, -5);
        assertThat(told("back")).hasSize(1);
        news.unheard();
        news.back(TENANT, -2);

        assertThat(told("back")).hasSize(1).first().hasToString("{\"s\":1,\"n\":-7}");
        news.heard();
        assertThat(told("back")).isEmpty();
    }

    @Test
    void tokensThatCameBackAreToldOnceBecauseTheQuestionMayHaveArrived() {
        news.back(TENANT, 5);
        assertThat(told("back")).hasSize(1);
        news.unheard();

        assertThat(told("back")).isEmpty();
    }

    @Test
    void aThrottleAndWhatTheProviderCountedAreToldUntilTheyAreHeard() {
        account.provider(10, 1_000, 40);
        news.throttled("a", 20);
        assertThat(told("used")).hasSize(1);
        news.unheard();
        assertThat(news.urgent()).isTrue();

        assertThat(told("used")).hasSize(1);
        news.heard();
        assertThat(news.urgent()).isFalse();
        assertThat(told("used")).isEmpty();
    }

    private Iterable<Object> told(String part) {
        Ask ask = new Ask(LimitsConfig.DEFAULTS);
        news.tell(ask);
        return new JsonObject(ask.json()).getJsonArray(part);
    }
}
