package io.emailservice.provider.mailgun;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.config.Secret;
import io.emailservice.provider.PostVerdict;
import io.emailservice.provider.PostVerdict.Cause;
import io.emailservice.testing.Corpus;
import io.emailservice.testing.TestClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailgunSignatureTest {
    /** A vector that one of Mailgun's own libraries is tested with. */
    private static final String KEY = "key-3ax6xnjp29jd6fds4gc373sgvjxteol0";

    private static final long SIGNED_AT = 1_403_645_220;
    private static final String TOKEN = "5egbgr1vjgqxtrnp65xfznchgdccwh5d6i09vijqi3whgowmn6";
    private static final String SIGNATURE = "9cfc5c41582e51246e73c88d34db3af0a3a2692a76fbab81492842f000256d33";

    private final TestClock clock = new TestClock(Instant.ofEpochSecond(SIGNED_AT));

    @Test
    void knowsAGenuinePostAndTellsItsToken() {
        assertThat(verdict(post("\"" + SIGNED_AT + "\"", TOKEN, SIGNATURE), KEY))
                .isEqualTo(new PostVerdict.Genuine(TOKEN));
    }

    @Test
    void takesTheTimestampAsANumberAndTheSignatureInCapitals() {
        assertThat(verdict(post("" + SIGNED_AT, TOKEN, SIGNATURE.toUpperCase(Locale.ROOT)), KEY))
                .isEqualTo(new PostVerdict.Genuine(TOKEN));
    }

    @Test
    void takesEveryKeyDuringARotationAndNoOther() {
        String post = post("" + SIGNED_AT, TOKEN, SIGNATURE);

        assertThat(verdict(post, "new", KEY)).isInstanceOf(PostVerdict.Genuine.class);
        assertThat(verdict(post, KEY, "new")).isInstanceOf(PostVerdict.Genuine.class);
        assertThat(verdict(post, "new")).isEqualTo(refused(Cause.BAD_SIGNATURE));
        assertThat(verdict(post)).isEqualTo(refused(Cause.BAD_SIGNATURE));
        assertThat(verdict(post, "")).isEqualTo(refused(Cause.BAD_SIGNATURE));
    }

    @Test
    void takesTheSignatureOfAParentAccount() {
        String post = """
                {"signature":{"timestamp":"%s","token":"%s","signature":"%s","parent-signature":"%s"},"event-data":{}}""".formatted(SIGNED_AT, TOKEN, "0".repeat(64), SIGNATURE);

        assertThat(verdict(post, KEY)).isEqualTo(new PostVerdict.Genuine(TOKEN));
    }

    @Test
    void takesASignedForm() {
        String form = "event=opened&token=mine&token=" + TOKEN + "&timestamp=" + SIGNED_AT + "&signature=" + SIGNATURE;

        assertThat(verdict(form, KEY)).isEqualTo(new PostVerdict.Genuine(TOKEN));
    }

    @ParameterizedTest
    @CsvSource({"PT9H, GENUINE", "PT9H1S, TOO_OLD", "PT-5M, GENUINE", "PT-5M-1S, TOO_NEW"})
    void keepsItsWindow(Duration sinceSigned, String expected) {
        clock.advance(sinceSigned);

        PostVerdict verdict = verdict(post("" + SIGNED_AT, TOKEN, SIGNATURE), KEY);

        assertThat(verdict)
                .isEqualTo(
                        expected.equals("GENUINE") ? new PostVerdict.Genuine(TOKEN) : refused(Cause.valueOf(expected)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"timestamp\":\"1403645220\",\"token\":\"t\"}",
                "{\"timestamp\":\"1403645220\",\"signature\":\"s\"}",
                "{\"token\":\"t\",\"signature\":\"s\"}",
                "{\"timestamp\":[1],\"token\":{},\"signature\":false}",
                "\"signed\"",
                "null"
            })
    void refusesAPostWithoutAllPartsOfASignature(String signature) {
        assertThat(verdict("{\"signature\":" + signature + ",\"event-data\":{}}", KEY))
                .isEqualTo(refused(Cause.UNSIGNED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "00", "é", "zz", " ", "9cfc5c41582e51246e73c88d34db3af0a3a2692a76fbab81492842f000256d3g"})
    void refusesWhatIsNoSignature(String signature) {
        String post = post("" + SIGNED_AT, TOKEN, signature);

        assertThat(verdict(post, KEY)).isEqualTo(refused(signature.isBlank() ? Cause.UNSIGNED : Cause.BAD_SIGNATURE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.5", "-1", "99999999999999", "\"today\"", "1e3"})
    void refusesATimestampThatIsNone(String timestamp) {
        assertThat(verdict(post(timestamp, TOKEN, SIGNATURE), KEY)).isEqualTo(refused(Cause.MALFORMED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no form",
                "{\"signature\":",
                "[1]",
                "\0",
                "{\"a\":[1}",
                "{\"a\":{\"b\":01}}",
                "{\"a\":\"b}",
                "{\"signature\":{}",
                "{\"signature\":{}} {}",
                "{\"signature\":{}} x"
            })
    void refusesWhatIsNoPost(String body) {
        assertThat(verdict(body, KEY)).isEqualTo(refused(Cause.MALFORMED));
    }

    @ParameterizedTest
    @MethodSource
    void knowsThePayloadsOfTheCorpusAndNotThoseOfAnotherKey(Corpus.Payload payload) {
        byte[] body = payload.bytes();
        long signedAt = Long.parseLong(MailgunPost.signed(body).orElseThrow().timestamp());
        clock.set(Instant.ofEpochSecond(signedAt));

        assertThat(check("TEST_WEBHOOK_SIGNING_KEY").verdict(body)).isInstanceOf(PostVerdict.Genuine.class);
        assertThat(check("another").verdict(body)).isEqualTo(refused(Cause.BAD_SIGNATURE));
    }

    static List<Corpus.Payload> knowsThePayloadsOfTheCorpusAndNotThoseOfAnotherKey() {
        return Corpus.payloads("mailgun");
    }

    private PostVerdict verdict(String body, String... keys) {
        return check(keys).verdict(body.getBytes(StandardCharsets.UTF_8));
    }

    private MailgunSignature check(String... keys) {
        return new MailgunSignature(
                Arrays.stream(keys).map(Secret::new).toList(),
                MailgunSignature.WINDOW_BACK,
                MailgunSignature.WINDOW_AHEAD,
                clock);
    }

    private static String post(String timestamp, String token, String signature) {
        return "{\"signature\":{\"timestamp\":%s,\"token\":\"%s\",\"signature\":\"%s\"},\"event-data\":{\"event\":\"x\"}}"
                .formatted(timestamp, token, signature);
    }

    private static PostVerdict refused(Cause cause) {
        return new PostVerdict.Refused(cause);
    }
}
