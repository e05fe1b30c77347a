package io.emailservice.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.Mailbox;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeaderTextTest {
    @Test
    void writesABareAddressWithoutAName() {
        assertThat(HeaderText.mailbox(Mailbox.of("a@b.org"))).isEqualTo("a@b.org");
        assertThat(HeaderText.mailbox(new Mailbox("a@b.org", " "))).isEqualTo("a@b.org");
    }

    @Test
    void quotesNames() {
        assertThat(HeaderText.mailbox(new Mailbox("a@b.org", "Doe, \"Jo\" \\ Müller")))
                .isEqualTo("\"Doe, \\\"Jo\\\" \\\\ Müller\" <a@b.org>");
    }

    @Test
    void letsNoLineBreakOutOfANameOrAnAddress() {
        assertThat(HeaderText.mailbox(new Mailbox("a@b.org\r\nBcc: x@y.z", "A\r\nBcc: x@y.z\u2028B")))
                .isEqualTo("\"A  Bcc: x@y.z B\" <a@b.org  Bcc: x@y.z>");
        assertThat(HeaderText.oneLine("a\tb\u0000c\u0085d")).isEqualTo("a b c d");
        assertThat(HeaderText.oneLine("plain – text")).isEqualTo("plain – text");
    }

    @Test
    void writesForeignDomainsInAscii() {
        assertThat(HeaderText.email(Mailbox.of("jo@bücher.example"))).isEqualTo("jo@xn--bcher-kva.example");
        assertThat(HeaderText.email(Mailbox.of("jö@" + "ü".repeat(80)))).startsWith("jö@ü");
    }

    @Test
    void joinsMailboxes() {
        assertThat(HeaderText.mailboxes(List.of(Mailbox.of("a@b.org"), new Mailbox("c@d.org", "C"))))
                .isEqualTo("a@b.org, \"C\" <c@d.org>");
    }

    @Test
    void knowsAHeaderName() {
        assertThat(HeaderText.isName("X-Order")).isTrue();
        for (String name : List.of("", "X Order", "X:Order", "X\r\nBcc", "Grüße", "X\u007f")) {
            assertThat(HeaderText.isName(name)).as(name).isFalse();
        }
    }
}
