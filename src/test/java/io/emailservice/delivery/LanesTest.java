package io.emailservice.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.Stream;
import org.junit.jupiter.api.Test;

class LanesTest {
    private final Accounts accounts = new Accounts().with("a", "mailgun").with("b", "ses");
    private final Lanes lanes =
            new Lanes(accounts.byName().values(), Configs.delivery("{inFlight: 100, transactionalReserve: 0.2}"));

    @Test
    void bulkNeverUsesTheReserve() {
        take(Stream.BULK, 160);

        assertThat(lanes.free(Stream.BULK)).isZero();
        assertThat(lanes.free(Stream.TRANSACTIONAL)).isEqualTo(40);
    }

    @Test
    void transactionalUsesWhatBulkLeavesIdle() {
        assertThat(lanes.free(Stream.TRANSACTIONAL)).isEqualTo(200);
        take(Stream.TRANSACTIONAL, 150);
        assertThat(lanes.free(Stream.BULK)).isEqualTo(50);
    }

    @Test
    void aClosedAccountTakesItsPermitsAway() {
        accounts.close("a");
        assertThat(lanes.free(Stream.TRANSACTIONAL)).isEqualTo(100);
        accounts.close("b");
        assertThat(lanes.free(Stream.TRANSACTIONAL)).isZero();
    }

    @Test
    void anAccountThatIsSlowCountsForLittle() {
        accounts.room("a", 3);

        assertThat(lanes.free(Stream.TRANSACTIONAL)).isEqualTo(103);
    }

    @Test
    void whatIsGivenBackIsFreeAgain() {
        take(Stream.BULK, 160);
        lanes.giveBack(Stream.BULK);

        assertThat(lanes.free(Stream.BULK)).isEqualTo(1);
        assertThat(lanes.inFlight(Stream.BULK)).isEqualTo(159);
    }

    private void take(Stream stream, int permits) {
        for (int i = 0; i < permits; i++) {
            lanes.take(stream);
        }
    }
}
