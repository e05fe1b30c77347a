package io.emailservice.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class IdRangeTest {
    private static final UUID LOW = UUID.fromString("01900000-0000-7000-8000-000000000000");
    private static final UUID MIDDLE = UUID.fromString("01900000-0000-7000-bfff-ffffffffffff");
    private static final UUID HIGH = UUID.fromString("f1900000-0000-4000-8000-000000000000");

    @Test
    void ordersAsPostgresDoes() {
        assertThat(IdRange.ordered(List.of(HIGH, MIDDLE, LOW), id -> id)).containsExactly(LOW, MIDDLE, HIGH);
    }

    @Test
    void spansItsRows() {
        assertThat(IdRange.of(List.of(LOW, MIDDLE, HIGH), id -> id)).isEqualTo(new IdRange(LOW, HIGH));
        assertThat(IdRange.of(List.of(LOW), id -> id)).isEqualTo(new IdRange(LOW, LOW));
    }
}
