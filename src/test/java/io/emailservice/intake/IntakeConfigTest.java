package io.emailservice.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.Mailbox;
import io.emailservice.testing.Sections;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IntakeConfigTest {
    @Test
    void hasDefaults() {
        IntakeConfig config = Sections.read("", IntakeConfig::from);

        assertThat(config).isEqualTo(IntakeConfig.DEFAULTS);
    }

    @Test
    void readsEveryKey() {
        IntakeConfig config = Sections.read("""
                limits:
                  requestBytes: 10000
                  contentLength: 1
                  copies: 2
                  headers: 3
                  attachments: 4
                  attachmentBytes: 5
                  tags: 6
                  metadata: 7
                  dataDepth: 8
                  dataNodes: 9
                from:
                  default: {email: shop@example.com, name: Shop}
                  acme: {email: a@münchen.de}
                """, IntakeConfig::from);

        assertThat(config.limits()).isEqualTo(new IntakeLimits(10_000, 1, 2, 3, 4, 5, 6, 7, 8, 9));
        assertThat(config.from())
                .isEqualTo(Map.of(
                        "default", new Mailbox("shop@example.com", "Shop"), "acme", Mailbox.of("a@xn--mnchen-3ya.de")));
    }

    @Test
    void namesEveryWrongKey() {
        assertThat(Sections.problems("""
                limits: {copies: 49, size: 1}
                from:
                  a: {name: A}
                  b: {email: b, nom: B}
                  c: {email: c@d.example, name: "A\\nB"}
                colour: red
                """, IntakeConfig::from))
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).startsWith("limits.copies: must be a whole number from 0 to 48"),
                        line -> assertThat(line).startsWith("limits.size: is unknown"),
                        line -> assertThat(line).startsWith("from.a.email: is required"),
                        line -> assertThat(line).startsWith("from.b.email: must be an address with one @"),
                        line -> assertThat(line).startsWith("from.b.nom: is unknown"),
                        line -> assertThat(line).startsWith("from.c.name: must be one line"),
                        line -> assertThat(line).startsWith("colour: is unknown"));
    }
}
