package io.emailservice.message;

import static io.emailservice.testing.SomeHolds.hold;
import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.Hold.Action;
import io.emailservice.message.HoldScope.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActiveHoldsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");
    private static final HoldTarget TARGET = new HoldTarget(
            "shop", "spring", "welcome", 3, "mail.example.com", Set.of("inbox.example.com", "copy.example.com"));

    @ParameterizedTest
    @CsvSource({
        "CAMPAIGN, spring, true",
        "CAMPAIGN, Spring, false",
        "TEMPLATE, welcome, true",
        "TEMPLATE, welcome@3, true",
        "TEMPLATE, welcome@4, false",
        "TENANT, shop, true",
        "TENANT, other, false",
        "SENDING_DOMAIN, Mail.Example.com, true",
        "SENDING_DOMAIN, example.com, false",
        "RECIPIENT_DOMAIN, inbox.example.com, true",
        "RECIPIENT_DOMAIN, copy.example.com, true",
        "RECIPIENT_DOMAIN, mail.example.com, false",
        "PROVIDER, spring, false"
    })
    void stopsWhatItsScopeNames(Kind kind, String value, boolean stopped) {
        ActiveHolds holds = new ActiveHolds(List.of(hold(kind, value, Action.HOLD, NOW)));

        assertThat(holds.over(TARGET, NOW) != null).isEqualTo(stopped);
    }

    @Test
    void stopsNoOtherTenantThanItsOwn() {
        ActiveHolds holds =
                new ActiveHolds(List.of(hold(new HoldScope(Kind.CAMPAIGN, "spring", "other"), Action.HOLD, NOW, null)));

        assertThat(holds.over(TARGET, NOW)).isNull();
    }

    @Test
    void endsByItself() {
        Hold hold = hold(new HoldScope(Kind.CAMPAIGN, "spring", "shop"), Action.HOLD, NOW, NOW.plusSeconds(60));
        ActiveHolds holds = new ActiveHolds(List.of(hold));

        assertThat(holds.over(TARGET, NOW.plusSeconds(59))).isEqualTo(hold);
        assertThat(holds.over(TARGET, NOW.plusSeconds(60))).isNull();
    }

    @Test
    void cancelsRatherThanHolds() {
        Hold waits = hold(Kind.TENANT, "shop", Action.HOLD, NOW);
        Hold ends = hold(Kind.RECIPIENT_DOMAIN, "inbox.example.com", Action.CANCEL, NOW);

        assertThat(new ActiveHolds(List.of(waits, ends)).over(TARGET, NOW)).isEqualTo(ends);
        assertThat(new ActiveHolds(List.of(ends, waits)).over(TARGET, NOW)).isEqualTo(ends);
    }

    @Test
    void closesAnAccountForAllOrForOneTenant() {
        Hold all = hold(Kind.PROVIDER, "ses", Action.HOLD, NOW);
        Hold one = hold(new HoldScope(Kind.PROVIDER, "mailgun", "shop"), Action.HOLD, NOW, null);
        ActiveHolds holds = new ActiveHolds(List.of(all, one));

        assertThat(holds.heldProviders("shop", NOW)).isEqualTo(Set.of("ses", "mailgun"));
        assertThat(holds.heldProviders("other", NOW)).isEqualTo(Set.of("ses"));
        assertThat(holds.overProvider("ses", null, NOW)).isEqualTo(all);
        assertThat(holds.overProvider("mailgun", null, NOW)).isNull();
    }
}
