package io.emailservice.delivery;

import static io.emailservice.testing.Requests.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.delivery.Routing.Route;
import io.emailservice.message.SendRequest;
import io.emailservice.message.Stream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoutingTest {
    private static final SendRequest BULK = request(Stream.BULK);
    private static final String RULES = """
            rules:
              - name: codes
                when: {stream: transactional}
                use: [{account: mg-eu}]
                fallback: [ses-1]
              - name: tagged
                when: {tag: vip}
                use: [{account: ses-1}]
              - name: rest
                use: [{account: mg-eu, weight: 3}, {account: ses-1, weight: 1}]
            """;

    private final Accounts accounts = new Accounts().with("mg-eu", "mailgun").with("ses-1", "ses");

    @Test
    void theFirstMatchingRuleDecides() {
        Routing routing = routing(RULES);

        assertThat(via(routing.choose(request(Stream.TRANSACTIONAL), Set.of(), total -> 0)))
                .isEqualTo("codes:mg-eu");
        assertThat(via(routing.choose(request("k", Stream.BULK, null, List.of("vip")), Set.of(), total -> 0)))
                .isEqualTo("tagged:ses-1");
    }

    @Test
    void openAccountsShareByWeight() {
        Routing routing = routing(RULES);
        Map<String, Integer> taken = new HashMap<>();
        for (int draw = 0; draw < 4; draw++) {
            int chance = draw;
            taken.merge(via(routing.choose(BULK, Set.of(), total -> chance)), 1, Integer::sum);
        }

        assertThat(taken).isEqualTo(Map.of("rest:mg-eu", 3, "rest:ses-1", 1));
    }

    @Test
    void aClosedAccountLeavesItsShareToTheOthers() {
        accounts.close("mg-eu");

        assertThat(via(routing(RULES).choose(BULK, Set.of(), total -> total - 1)))
                .isEqualTo("rest:ses-1");
    }

    @Test
    void theFallbackComesWhenNoAccountOfTheRuleIsOpen() {
        accounts.close("mg-eu");

        assertThat(via(routing(RULES).choose(request(Stream.TRANSACTIONAL), Set.of(), total -> 0)))
                .isEqualTo("codes:ses-1");
    }

    @Test
    void anAccountThatWasTriedIsNotUsedAgain() {
        assertThat(via(routing("").choose(BULK, Set.of("mg-eu"), total -> 0))).isEqualTo("default:ses-1");
        assertThat(routing("").choose(BULK, Set.of("mg-eu", "ses-1"), total -> 0))
                .isEqualTo(new Route.Closed("default"));
    }

    @Test
    void aWishForAnAccountOrAKindIsBinding() {
        Routing routing = routing(RULES);
        SendRequest byKind = request("k", Stream.TRANSACTIONAL, "ses", List.of());
        SendRequest byName = request("k", Stream.TRANSACTIONAL, "ses-1", List.of());

        assertThat(via(routing.choose(byKind, Set.of(), total -> 0))).isEqualTo("request:ses-1");
        assertThat(via(routing.choose(byName, Set.of(), total -> 0))).isEqualTo("request:ses-1");
        accounts.close("ses-1");
        assertThat(routing.choose(byKind, Set.of(), total -> 0)).isEqualTo(new Route.Closed("request"));
    }

    @Test
    void anUnknownProviderIsImpossible() {
        Route route = routing("").choose(request("k", Stream.BULK, "sendgrid", List.of()), Set.of(), total -> 0);

        assertThat(route).isInstanceOfSatisfying(Route.Impossible.class, impossible -> assertThat(
                        impossible.failure().code())
                .isEqualTo("unknown_provider"));
    }

    private Routing routing(String yaml) {
        return new Routing(Configs.delivery(yaml).rules(), accounts.byName());
    }

    private static String via(Route route) {
        Route.Via via = (Route.Via) route;
        return via.rule() + ":" + via.account().name();
    }
}
