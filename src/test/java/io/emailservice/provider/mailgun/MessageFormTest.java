package io.emailservice.provider.mailgun;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.config.Secret;
import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.Mailbox;
import io.emailservice.message.OutgoingMessage;
import io.emailservice.provider.SenderConfig;
import io.emailservice.testing.Outgoing;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MessageFormTest {
    @Test
    void writesEveryPartOfAMessage() {
        OutgoingMessage message = new Outgoing()
                .from(new Mailbox("news@mail.example.com", "Ünal, \"Jo\""))
                .to(new Mailbox("ann@bücher.example", "Ann"))
                .cc(Mailbox.of("c1@d.org"))
                .cc(new Mailbox("c2@d.org", "C"))
                .bcc(Mailbox.of("b@d.org"))
                .replyTo(new Mailbox("desk@d.org", "Desk"))
                .subject("Grüße")
                .html("<p>ü</p>")
                .text("ü")
                .header("X-Order", "4711")
                .tags("receipt", "spring")
                .metadata("campaign", "spring")
                .metadata("stepExecutionId", 7)
                .build();

        assertThat(fields(message, config(false, true)))
                .containsExactly(
                        "from=\"Ünal, \\\"Jo\\\"\" <news@mail.example.com>",
                        "to=\"Ann\" <ann@xn--bcher-kva.example>",
                        "cc=c1@d.org, \"C\" <c2@d.org>",
                        "bcc=b@d.org",
                        "subject=Grüße",
                        "html=<p>ü</p>",
                        "text=ü",
                        "h:Reply-To=\"Desk\" <desk@d.org>",
                        "h:Message-Id=<" + message.id() + "@mail.example.com>",
                        "h:X-Order=4711",
                        "o:tracking=no",
                        "o:tag=receipt",
                        "o:tag=spring",
                        "v:message-id=" + message.id(),
                        "v:tenant=default",
                        "v:campaign=spring",
                        "v:stepExecutionId=7");
    }

    @Test
    void leavesOutPartsThatAreNotThere() {
        OutgoingMessage message = new Outgoing().html(null).tags().build();

        assertThat(fields(message, config(false, true)))
                .noneMatch(field -> field.startsWith("html=") || field.startsWith("cc=") || field.startsWith("o:tag="));
    }

    @Test
    void keepsMetadataAtHomeIfToldTo() {
        OutgoingMessage message = new Outgoing()
                .metadata("campaign", "spring")
                .metadata("internal", "x")
                .build();

        assertThat(fields(message, config(false, false)))
                .contains("v:campaign=spring")
                .noneMatch(field -> field.startsWith("v:internal"));
    }

    @Test
    void letsNoMetadataTakeThePlaceOfOurId() {
        OutgoingMessage message = new Outgoing()
                .metadata("message-id", "forged")
                .metadata("tenant", "forged")
                .build();

        assertThat(fields(message, config(false, true)))
                .contains("v:message-id=" + message.id(), "v:tenant=default")
                .noneMatch(field -> field.contains("forged"));
    }

    @Test
    void asksForTestModeIfConfigured() {
        assertThat(fields(Outgoing.message(), config(true, true))).contains("o:testmode=yes");
    }

    @Test
    void keepsTagsWithinTheProvidersLimits() {
        OutgoingMessage message =
                new Outgoing().tags("ü", "t".repeat(129), "a", "b", "c", "d").build();

        assertThat(fields(message, config(false, true)).stream().filter(field -> field.startsWith("o:tag")))
                .containsExactly("o:tag=a", "o:tag=b", "o:tag=c");
    }

    @Test
    void letsNoLineBreakIntoAHeader() {
        OutgoingMessage message = new Outgoing()
                .from(new Mailbox("a@b.org", "A\r\nBcc: x@y.org"))
                .subject("Hi\r\nBcc: x@y.org")
                .header("X-A", "1\nX-B: 2")
                .build();

        assertThat(fields(message, config(false, true)))
                .contains("from=\"A  Bcc: x@y.org\" <a@b.org>", "subject=Hi  Bcc: x@y.org", "h:X-A=1 X-B: 2");
    }

    @Test
    void refusesOptionsBeyondSixteenKilobytes() {
        Failure failure =
                write(new Outgoing().metadata("note", "ü".repeat(8_200)).build(), config(false, true), new Recorded());

        assertThat(failure).isNotNull().extracting(Failure::code).isEqualTo("options_too_large");
    }

    @Test
    void refusesWhatMailgunWouldCertainlyRefuse() {
        Outgoing crowd = new Outgoing();
        for (int i = 0; i < 1_000; i++) {
            crowd.bcc(Mailbox.of(i + "@b.org"));
        }

        assertThat(problem(crowd.build())).isEqualTo("too_many_recipients");
        assertThat(problem(new Outgoing().html("x".repeat(26_214_401)).build())).isEqualTo("message_too_large");
        assertThat(problem(new Outgoing().header("X-A\r\nBcc", "1").build())).isEqualTo("bad_header");
        assertThat(problem(Outgoing.message())).isNull();
    }

    private static @Nullable String problem(OutgoingMessage message) {
        Failure failure = MessageForm.problem(message);
        if (failure != null) {
            assertThat(failure.kind()).isEqualTo(FailureClass.CONTENT);
        }
        return failure == null ? null : failure.code();
    }

    private static List<String> fields(OutgoingMessage message, MailgunConfig config) {
        Recorded form = new Recorded();
        assertThat(write(message, config, form)).isNull();
        return form.fields;
    }

    private static @Nullable Failure write(OutgoingMessage message, MailgunConfig config, Form form) {
        return MessageForm.write(message, config, form);
    }

    private static MailgunConfig config(boolean testMode, boolean metadata) {
        return new MailgunConfig(
                URI.create("https://api.mailgun.net"),
                "mail.example.com",
                new Secret("key"),
                false,
                testMode,
                metadata,
                Duration.ofDays(1),
                SenderConfig.DEFAULTS);
    }

    private static final class Recorded implements Form {
        private final List<String> fields = new ArrayList<>();

        @Override
        public void field(String name, String value) {
            fields.add(name + "=" + value);
        }

        @Override
        public String contentType() {
            return "recorded";
        }

        @Override
        public Buffer end() {
            return Buffer.buffer();
        }
    }
}
