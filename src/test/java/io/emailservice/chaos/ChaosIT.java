package io.emailservice.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A short round; the program plays any number of long ones. */
class ChaosIT {
    @Test
    void nothingIsLostAndNothingIsSentTwice() {
        int violations = ChaosProgram.run(ChaosOptions.parse("--seeds 1 --messages 600 --kills 3 --seconds 25"));

        assertThat(violations).as("of the promises, told above").isZero();
    }
}
