package io.emailservice.delivery;

import static io.emailservice.testing.SomeHolds.hold;
import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.Hold;
import io.emailservice.message.HoldScope;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class HeldTest {
    private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");
    private static final HoldScope SCOPE = new HoldScope(HoldScope.Kind.CAMPAIGN, "spring", null);

    @Test
    void looksSoonAtAFreshHoldAndRarelyAtAnOldOne() {
        Hold hold = hold(SCOPE, Hold.Action.HOLD, NOW, null);

        assertThat(Held.lookAgainAfter(hold, NOW, bound -> 0)).isEqualTo(Duration.ofSeconds(1));
        assertThat(Held.lookAgainAfter(hold, NOW.plusSeconds(20), bound -> 0)).isEqualTo(Duration.ofSeconds(5));
        assertThat(Held.lookAgainAfter(hold, NOW.plusSeconds(9_000), bound -> 0))
                .isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void spreadsTheLooksByHalfTheWait() {
        Hold hold = hold(SCOPE, Hold.Action.HOLD, NOW, null);

        assertThat(Held.lookAgainAfter(hold, NOW.plusSeconds(9_000), bound -> bound - 1))
                .isEqualTo(Duration.ofSeconds(45));
    }

    @Test
    void looksWhenTheHoldEnds() {
        Hold hold = hold(SCOPE, Hold.Action.HOLD, NOW, NOW.plusSeconds(9_010));

        assertThat(Held.lookAgainAfter(hold, NOW.plusSeconds(9_000), bound -> 0))
                .isEqualTo(Duration.ofSeconds(10));
    }
}
