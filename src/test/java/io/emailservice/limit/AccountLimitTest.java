package io.emailservice.limit;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.testing.TestClock;
import org.junit.jupiter.api.Test;

class AccountLimitTest {
    private static final double SANDBOX = 1;

    @Test
    void aProviderThatTellsItsLimitIsCalledSlowlyUntilItDid() {
        AccountLimit limit = limit(Limit.NONE, SANDBOX);
        assertThat(limit.perSecond()).isEqualTo(1);
        assertThat(limit.scope().limit().burst()).isEqualTo(1);

        limit.provider(50, 0, 0);
        assertThat(limit.perSecond()).isEqualTo(50);
    }

    @Test
    void anUnlimitedAccountIsFreeOnceTheProviderSaysSo() {
        AccountLimit limit = limit(Limit.NONE, SANDBOX);
        limit.provider(0, 0, 0);

        assertThat(limit.limited()).isFalse();
        assertThat(limit.room(1_000)).isEqualTo(1_000);
    }

    @Test
    void aConfiguredRateCountsFromTheStart() {
        assertThat(limit(new Limit(20, 5, 0), SANDBOX).perSecond()).isEqualTo(20);
    }

    @Test
    void aConfiguredQuotaCountsWhileTheRateIsUnknown() {
        AccountLimit limit = limit(new Limit(0, 5, 200), SANDBOX);

        assertThat(limit.scope().limit()).isEqualTo(new Limit(1, 1, 200));
    }

    @Test
    void aProviderThatTellsNoLimitIsNotHeldUp() {
        assertThat(limit(Limit.NONE, 0).limited()).isFalse();
    }

    private static AccountLimit limit(Limit own, double startsAt) {
        return new AccountLimit("a", own, startsAt, TestClock.create());
    }
}
