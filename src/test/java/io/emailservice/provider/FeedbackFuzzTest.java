package io.emailservice.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.config.Secret;
import io.emailservice.message.Diagnosis;
import io.emailservice.message.Feedback;
import io.emailservice.message.FeedbackKind;
import io.emailservice.message.Problem;
import io.emailservice.provider.mailgun.MailgunFeedback;
import io.emailservice.provider.mailgun.MailgunSignature;
import io.emailservice.provider.ses.SesFeedback;
import io.emailservice.provider.ses.SnsCheck;
import io.emailservice.testing.Corpus;
import io.emailservice.testing.Mutations;
import io.emailservice.testing.TestClock;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Whatever is posted, an answer comes, soon, and everything in it is fit to be stored. */
class FeedbackFuzzTest {
    private static final List<FeedbackDecoder> DECODERS = List.of(new MailgunFeedback(), new SesFeedback());
    private static final List<String> OWN =
            List.of("mailgun/bounced.json", "mailgun/bounced.form", "ses/bounced.json", "ses/enveloped-click.json");

    private final TestClock clock = TestClock.create();
    private final List<PostCheck> checks = List.of(
            new MailgunSignature(List.of(new Secret("k")), Duration.ofHours(9), Duration.ofMinutes(5), clock),
            new SnsCheck(
                    Set.of("arn:aws:sns:eu-west-1:123456789012:feedback"),
                    url -> Future.failedFuture("no certificate"),
                    Duration.ofDays(14),
                    Duration.ofMinutes(15),
                    clock));

    @Test
    void bearsDamagedBytes() throws IOException {
        Mutations mutations = new Mutations(42);

        assertThat(mutate(own(), 2_000, mutations::bytes)).isPositive();
    }

    @Test
    void bearsOtherTypes() throws IOException {
        Mutations mutations = new Mutations(43);

        assertThat(mutate(own(), 2_000, mutations::types)).isPositive();
    }

    @Test
    void bearsDamagedPayloadsOfTheCorpus() {
        Mutations mutations = new Mutations(44);
        List<byte[]> payloads = new ArrayList<>();
        for (String folder : List.of("mailgun", "ses")) {
            Corpus.payloads(folder).forEach(payload -> payloads.add(payload.bytes()));
        }

        assertThat(mutate(payloads, 200, mutations::bytes)).isPositive();
        assertThat(mutate(payloads, 200, mutations::types)).isPositive();
    }

    @Test
    void answersSoonToHugeAndDeepBodies() {
        for (String part : List.of("{\"a\":", "[", "&a=b", "--b\r\n\r\n", "{\"items\":[{},", "\"", "\n--", "%41")) {
            byte[] body = part.repeat(2_000_000 / part.length()).getBytes(StandardCharsets.UTF_8);
            long start = System.nanoTime();
            int events = answer(body)
                    + answer(("event=opened&" + new String(body, StandardCharsets.UTF_8))
                            .getBytes(StandardCharsets.UTF_8));
            assertThat(events).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .as("%s", part)
                    .isLessThan(Duration.ofSeconds(4));
        }
    }

    /** Every decoder and check gets every mutation; the count is of those that still were events. */
    private int mutate(List<byte[]> payloads, int times, UnaryOperator<byte[]> mutation) {
        int events = 0;
        for (byte[] payload : payloads) {
            for (int i = 0; i < times; i++) {
                events += answer(mutation.apply(payload));
            }
        }
        return events;
    }

    private int answer(byte[] body) {
        byte[] before = body.clone();
        int events = 0;
        for (FeedbackDecoder decoder : DECODERS) {
            FeedbackReading reading = decoder.decode(body, null);
            assertThat(decoder.decode(body, null)).isEqualTo(reading);
            events += reading.fold(FeedbackFuzzTest::fit, FeedbackFuzzTest::fit, FeedbackFuzzTest::fit);
        }
        for (PostCheck check : checks) {
            PostVerdict verdict = check.check(body).result();
            assertThat(verdict).isNotInstanceOf(PostVerdict.Genuine.class);
        }
        assertThat(Arrays.equals(before, body)).isTrue();
        return events;
    }

    private static int fit(List<Feedback> events) {
        assertThat(events).isNotEmpty().hasSizeLessThanOrEqualTo(1_000);
        for (Feedback event : events) {
            assertThat(event.toString()).hasSizeLessThan(8_000).doesNotContain("\0");
            assertThat(event.messageId() != null || event.providerMessageId() != null || event.recipient() != null)
                    .isTrue();
            Diagnosis diagnosis = event.diagnosis();
            boolean failure = Set.of(
                            FeedbackKind.BOUNCED, FeedbackKind.DEFERRED, FeedbackKind.REJECTED, FeedbackKind.FAILED)
                    .contains(event.kind());
            assertThat(diagnosis != null).isEqualTo(failure);
            assertThat(diagnosis != null && diagnosis.bounce() != null).isEqualTo(event.kind() == FeedbackKind.BOUNCED);
        }
        return events.size();
    }

    private static int fit(String nothing) {
        assertThat(nothing).hasSizeLessThan(100).doesNotContain("@");
        return 0;
    }

    private static int fit(Problem problem) {
        assertThat(problem.rule()).isNotEmpty();
        return 0;
    }

    private static List<byte[]> own() throws IOException {
        List<byte[]> payloads = new ArrayList<>();
        for (String name : OWN) {
            try (InputStream file = FeedbackFuzzTest.class.getResourceAsStream("/provider/" + name)) {
                payloads.add(Objects.requireNonNull(file).readAllBytes());
            }
        }
        return payloads;
    }
}
