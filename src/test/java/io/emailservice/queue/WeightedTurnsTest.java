package io.emailservice.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WeightedTurnsTest {
    @Test
    void givesTurnsInProportionAndSpreadsThem() {
        WeightedTurns turns = new WeightedTurns(3, 1);
        int[] order = IntStream.range(0, 8).map(i -> turns.next(any -> true)).toArray();
        assertThat(order).containsExactly(0, 0, 1, 0, 0, 0, 1, 0);
    }

    @Test
    void skipsWhoIsNotReady() {
        WeightedTurns turns = new WeightedTurns(10, 1);
        assertThat(turns.next(who -> who == 1)).isEqualTo(1);
        assertThat(turns.next(who -> false)).isEqualTo(-1);
    }

    @Test
    void savesNothingUpWhileNotReady() {
        WeightedTurns turns = new WeightedTurns(1, 1);
        for (int i = 0; i < 50; i++) {
            assertThat(turns.next(who -> who == 0)).isZero();
        }
        int[] order = IntStream.range(0, 4).map(i -> turns.next(any -> true)).toArray();
        assertThat(order).containsExactly(0, 1, 0, 1);
    }
}
