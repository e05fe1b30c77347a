package io.emailservice.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.Diagnosis;
import io.emailservice.message.Diagnosis.Bounce;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class BounceRulesTest {
    private static final BounceRules RULES = BounceRules.shared();

    /** Every line is a refusal as a server writes it, with what we make of it. */
    @ParameterizedTest
    @CsvFileSource(resources = "/provider/refusals.tsv", delimiter = '\t', numLinesToSkip = 1, nullValues = "-")
    void readsARefusal(
            @Nullable String code,
            @Nullable String enhanced,
            @Nullable String text,
            String bounce,
            String fault,
            String reason) {
        Diagnosis diagnosis = RULES.bounce(code, enhanced, text == null ? "" : text, BounceVerdict.UNCLEAR);

        assertThat(diagnosis.reason()).isEqualTo(reason);
        assertThat(diagnosis.fault().wire()).isEqualTo(fault);
        assertThat(diagnosis.bounce()).isEqualTo(Bounce.valueOf(bounce.toUpperCase(Locale.ROOT)));
    }

    @Test
    void believesTheProviderWhereTheServerSaysNothing() {
        assertThat(RULES.bounce(null, null, "", BounceVerdict.DEAD_ADDRESS).suppresses())
                .isTrue();
        assertThat(RULES.bounce("550", "5.0.0", "No.", BounceVerdict.DEAD_ADDRESS)
                        .suppresses())
                .isTrue();
    }

    @Test
    void neverSuppressesByACodeOfClass4WhateverTheProviderSays() {
        Diagnosis diagnosis = RULES.bounce("450", "4.1.1", "user unknown", BounceVerdict.DEAD_ADDRESS);

        assertThat(diagnosis.bounce()).isEqualTo(Bounce.SOFT);
        assertThat(diagnosis.suppresses()).isFalse();
    }

    @Test
    void aDeferralIsNoBounce() {
        Diagnosis diagnosis =
                RULES.deferral("451", "4.7.652", "exceeded the maximum number of connections", BounceVerdict.UNCLEAR);

        assertThat(diagnosis.bounce()).isNull();
        assertThat(diagnosis.reason()).isEqualTo("too_fast");
    }

    @Test
    void takesNoPartOfAnIpAddressForACode() {
        Diagnosis diagnosis =
                RULES.bounce(null, null, "host mx[10.5.1.1] said nothing, 5.1.1.7", BounceVerdict.UNCLEAR);

        assertThat(diagnosis.enhancedCode()).isNull();
        assertThat(diagnosis.reason()).isEqualTo("unclear");
    }

    @Test
    void endsSoonOnHostileTexts() {
        String hostile = "user account recipient mailbox size too large of quota message ".repeat(20_000);
        long start = System.nanoTime();
        for (int i = 0; i < 50; i++) {
            assertThat(RULES.bounce("550", null, hostile, BounceVerdict.UNCLEAR).text())
                    .hasSize(1_000);
        }
        assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(5_000);
    }
}
