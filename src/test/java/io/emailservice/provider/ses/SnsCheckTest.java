package io.emailservice.provider.ses;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.provider.PostVerdict;
import io.emailservice.provider.PostVerdict.Cause;
import io.emailservice.testing.Corpus;
import io.emailservice.testing.TestClock;
import io.vertx.core.Future;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SnsCheckTest {
    private static final SnsPosts POSTS = new SnsPosts();

    private final TestClock clock = new TestClock(SnsPosts.TIME);
    private final List<URI> asked = new ArrayList<>();
    private Certificates certificates = url -> {
        asked.add(url);
        return Future.succeededFuture(POSTS.key());
    };

    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void knowsAGenuinePostOfEitherVersion(String version) {
        String post = POSTS.notification(version, "{\"eventType\":\"Send\"}\n");

        assertThat(verdict(post)).isEqualTo(new PostVerdict.Genuine("id-1"));
        assertThat(asked).containsExactly(URI.create(SnsPosts.CERTIFICATE));
    }

    @Test
    void readsASignatureWithLineBreaks() {
        String post = POSTS.notification("2", "x");
        int middle = post.indexOf("\"Signature\":\"") + 40;

        assertThat(verdict(post.substring(0, middle) + "\\n" + post.substring(middle)))
                .isInstanceOf(PostVerdict.Genuine.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Message", "MessageId", "Subject", "Timestamp", "TopicArn"})
    void noticesEveryChange(String field) {
        String post = POSTS.notification("2", "x").replace("\"" + field + "\":\"", "\"" + field + "\":\" ");

        assertThat(verdict(post, SnsPosts.TOPIC, " " + SnsPosts.TOPIC))
                .isInstanceOfSatisfying(PostVerdict.Refused.class, refused -> assertThat(refused.cause())
                        .isIn(Cause.BAD_SIGNATURE, Cause.BAD_CERTIFICATE_URL));
    }

    @Test
    void believesTheVersionAndNotTheHash() {
        String post = POSTS.notification("2", "x").replace("\"SignatureVersion\":\"2\"", "\"SignatureVersion\":\"1\"");

        assertThat(verdict(post)).isEqualTo(refused(Cause.BAD_SIGNATURE));
        assertThat(verdict(post.replace("\"SignatureVersion\":\"1\"", "\"SignatureVersion\":\"3\"")))
                .isEqualTo(refused(Cause.UNKNOWN_SIGNATURE_KIND));
    }

    @Test
    void fetchesNothingForAStranger() {
        String post = POSTS.notification("2", "x");

        assertThat(verdict(post, "arn:aws:sns:eu-west-1:123456789012:another")).isEqualTo(refused(Cause.UNKNOWN_TOPIC));
        assertThat(verdict(post, new String[0])).isEqualTo(refused(Cause.UNKNOWN_TOPIC));
        assertThat(verdict(post.replace("amazonaws.com/Simple", "amazonaws.com.evil.example/Simple")))
                .isEqualTo(refused(Cause.BAD_CERTIFICATE_URL));
        assertThat(verdict(post.replace("\"Signature\":", "\"Signature-\":"))).isEqualTo(refused(Cause.UNSIGNED));
        assertThat(asked).isEmpty();
    }

    @Test
    void asksForARepetitionIfTheCertificateCantBeHad() {
        certificates = url -> Future.failedFuture("connection refused");

        assertThat(verdict(POSTS.notification("2", "x"))).isInstanceOf(PostVerdict.Unavailable.class);
    }

    @Test
    void refusesACertificateThatProvesNothing() {
        certificates = url -> Future.failedFuture(new Certificates.Untrusted("expired"));

        assertThat(verdict(POSTS.notification("2", "x"))).isEqualTo(refused(Cause.BAD_CERTIFICATE));
    }

    @Test
    void keepsItsWindow() {
        String post = POSTS.notification("2", "x");

        clock.set(SnsPosts.TIME.plus(SnsCheck.WINDOW_BACK).plusMillis(1));
        assertThat(verdict(post)).isEqualTo(refused(Cause.TOO_OLD));
        clock.set(SnsPosts.TIME.minus(SnsCheck.WINDOW_AHEAD).minusMillis(1));
        assertThat(verdict(post)).isEqualTo(refused(Cause.TOO_NEW));
    }

    @Test
    void offersAConfirmationOnlyOnSnsOwnHost() {
        assertThat(verdict(POSTS.handshake(SnsMessage.SUBSCRIBED, SnsPosts.CONFIRM)))
                .isEqualTo(new PostVerdict.Handshake(URI.create(SnsPosts.CONFIRM), false, SnsPosts.TOPIC));
        assertThat(verdict(POSTS.handshake(SnsMessage.UNSUBSCRIBED, SnsPosts.CONFIRM)))
                .isEqualTo(new PostVerdict.Handshake(URI.create(SnsPosts.CONFIRM), true, SnsPosts.TOPIC));
        assertThat(verdict(POSTS.handshake(SnsMessage.SUBSCRIBED, "https://evil.example/?Action=ConfirmSubscription")))
                .isEqualTo(refused(Cause.BAD_CONFIRMATION_URL));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "plain text",
                "{\"eventType\":\"Send\"}",
                "{\"Type\":\"Surprise\",\"TopicArn\":\"t\",\"Message\":\"m\",\"MessageId\":\"i\",\"Timestamp\":\"t\"}",
                "{\"Type\":\"Notification\",\"TopicArn\":\"t\",\"Message\":{},\"MessageId\":7}"
            })
    void refusesWhatIsNoEnvelope(String body) {
        assertThat(verdict(body)).isEqualTo(refused(Cause.MALFORMED));
    }

    @ParameterizedTest
    @MethodSource
    void knowsWhatSnsItselfHasSigned(Corpus.Payload payload) throws Certificates.Untrusted {
        clock.set(Instant.parse("2026-03-06T20:10:00Z"));
        SnsCertificate certificate = SnsCertificate.parse(
                Corpus.read("certs/SimpleNotificationService-7506a1e35b36ef5a444dd1a8e7cc3ed8.pem"));
        certificates = url -> Future.succeededFuture(certificate.key());

        PostVerdict verdict = verdict(payload.bytes(), "arn:aws:sns:us-west-2:131990247566:dongie-standard-topic");

        assertThat(verdict instanceof PostVerdict.Refused)
                .isEqualTo(payload.acceptable().contains("invalid"));
        assertThat(verdict instanceof PostVerdict.Handshake)
                .isEqualTo(payload.file().contains("confirmation"));
        assertThat(certificate.isValidAt(clock.instant())).isTrue();
        assertThat(certificate.isValidAt(clock.instant().plus(Duration.ofDays(365))))
                .isFalse();
    }

    static List<Corpus.Payload> knowsWhatSnsItselfHasSigned() {
        return Corpus.payloads("ses").stream()
                .filter(payload -> payload.file().contains("awssdk"))
                .toList();
    }

    private PostVerdict verdict(String body) {
        return verdict(body, SnsPosts.TOPIC);
    }

    private PostVerdict verdict(String body, String... topics) {
        return verdict(body.getBytes(StandardCharsets.UTF_8), topics);
    }

    private PostVerdict verdict(byte[] body, String... topics) {
        SnsCheck check = new SnsCheck(Set.of(topics), certificates, SnsCheck.WINDOW_BACK, SnsCheck.WINDOW_AHEAD, clock);
        return check.check(body).result();
    }

    private static PostVerdict refused(Cause cause) {
        return new PostVerdict.Refused(cause);
    }
}
