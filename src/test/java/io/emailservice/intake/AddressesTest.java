package io.emailservice.intake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@b.c",
                "ann.lee+tag@example.org",
                "!#$%&'*+-/=?^_`{|}~@example.org",
                "x@1.example.org",
                "a@xn--mnchen-3ya.de",
                "a@b-c.example"
            })
    void takesAPlainAddressAsItIs(String email) {
        assertThat(Addresses.toSendTo(email)).isSameAs(email);
    }

    @Test
    void turnsADomainOfOtherScriptsIntoAscii() {
        assertThat(Addresses.toSendTo("ann@münchen.de")).isEqualTo("ann@xn--mnchen-3ya.de");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ann|must be an address with one @",
                "@b.example|before the @",
                ".a@b.example|before the @",
                "a.@b.example|before the @",
                "a..b@b.example|before the @",
                "a@b@c.example|before the @",
                "\"a\"@b.example|before the @",
                "anné@b.example|must be ASCII before the @",
                "a@|domain name",
                "a@localhost|domain name",
                "a@b..example|domain name",
                "a@.example|domain name",
                "a@b.example.|domain name",
                "a@-b.example|domain name",
                "a@b-.example|domain name",
                "a@b_c.example|domain name",
                "a@[127.0.0.1]|domain name",
                "a@127.0.0.1|domain name",
                "a@mün chen.de|one bare address",
                "a b@c.example|one bare address",
                "Ann <a@b.example>|one bare address",
                "a@b.example, c@d.example|one bare address",
            })
    void refusesWithTheReason(String email, String reason) {
        assertThat(Addresses.toSendTo(email)).isNull();
        assertThat(Addresses.whyRefused(email)).contains(reason).doesNotContain(email);
    }

    @Test
    void countsTheLengthsOfTheStandard() {
        String local = "l".repeat(64);
        String label = "d".repeat(61);
        String domain = label + "." + label + "." + label + ".eu";

        assertThat(Addresses.toSendTo(local + "@" + domain)).isNotNull();
        assertThat(Addresses.toSendTo("l" + local + "@b.example")).isNull();
        assertThat(Addresses.toSendTo(local + "@e" + domain)).hasSize(254);
        assertThat(Addresses.toSendTo(local + "@ee" + domain)).isNull();
        assertThat(Addresses.whyRefused(local + "@ee" + domain)).contains("254 in all");
        assertThat(Addresses.toSendTo("a@" + "d".repeat(64) + ".eu")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a@b.example\r\nBcc: x@y.example", "a\0@b.example", "a\t@b.example", "a@b\n.example"})
    void refusesControlCharacters(String email) {
        assertThat(Addresses.toSendTo(email)).isNull();
    }
}
