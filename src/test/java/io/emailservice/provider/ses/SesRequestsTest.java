package io.emailservice.provider.ses;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.Failure;
import io.emailservice.message.Mailbox;
import io.emailservice.message.OutgoingMessage;
import io.emailservice.testing.Outgoing;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sesv2.model.SendEmailRequest;

class SesRequestsTest {
    @Test
    void namesEveryRecipientInTheEnvelope() {
        OutgoingMessage message = new Outgoing()
                .to(new Mailbox("ann@bücher.example", "Ann"))
                .cc(Mailbox.of("c@d.org"))
                .bcc(Mailbox.of("b@d.org"))
                .build();
        SendEmailRequest request = request(message);

        assertThat(request.destination().toAddresses()).containsExactly("ann@xn--bcher-kva.example");
        assertThat(request.destination().ccAddresses()).containsExactly("c@d.org");
        assertThat(request.destination().bccAddresses()).containsExactly("b@d.org");
        assertThat(request.content().raw().data().asUtf8String())
                .contains("X-Email-Service-Message-Id: " + message.id() + "\r\n")
                .doesNotContain("b@d.org");
    }

    @Test
    void tagsWithOurIdTenantAndCampaign() {
        OutgoingMessage message =
                new Outgoing().metadata("campaign", "Frühling 2026!").build();
        SendEmailRequest request = request(message);

        assertThat(request.emailTags())
                .extracting(tag -> tag.name() + "=" + tag.value())
                .containsExactly("message-id=" + message.id(), "tenant=default", "campaign=Fr_hling_2026_");
        assertThat(request.configurationSetName()).isEqualTo("events");
    }

    @Test
    void cutsTags() {
        assertThat(SesRequests.tagText("x".repeat(300))).hasSize(256);
    }

    @Test
    void refusesWhatSesWouldCertainlyRefuse() {
        Outgoing crowd = new Outgoing();
        for (int i = 0; i < 50; i++) {
            crowd.bcc(Mailbox.of(i + "@b.org"));
        }

        assertThat(problem(crowd.build())).isEqualTo("too_many_recipients");
        assertThat(problem(new Outgoing().html("x".repeat(31_457_282)).build())).isEqualTo("message_too_large");
        assertThat(problem(new Outgoing().header("X A", "1").build())).isEqualTo("bad_header");
        assertThat(problem(new Outgoing().to(Mailbox.of("jö@b.org")).build())).isEqualTo("non_ascii_address");
        assertThat(problem(Outgoing.message())).isNull();
    }

    private static SendEmailRequest request(OutgoingMessage message) {
        return SesRequests.of(message, "events", Duration.ofSeconds(5), Instant.EPOCH);
    }

    private static @Nullable String problem(OutgoingMessage message) {
        Failure failure = SesRequests.problem(message);
        return failure == null ? null : failure.code();
    }
}
