package io.emailservice.provider.mailgun;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.FailureClass;
import io.emailservice.message.Outcome;
import io.emailservice.testing.Failures;
import io.vertx.core.buffer.Buffer;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutcomesTest {
    private static final Instant NOW = Instant.parse("2021-12-20T20:30:00Z");

    @ParameterizedTest
    @ValueSource(ints = {200, 202})
    void acceptsWithTheIdAsFeedbackWritesIt(int status) {
        Outcome outcome = outcome(
                status, "{\"id\":\"<20111114174239.25659@mail.example.com>\",\"message\":\"Queued. Thank you.\"}");

        assertThat(outcome).isEqualTo(new Outcome.Accepted("20111114174239.25659@mail.example.com"));
    }

    @Test
    void findsTheIdBehindFieldsItDoesNotKnow() {
        Outcome outcome = outcome(200, "{\"extra\":{\"id\":\"<wrong>\"},\"list\":[1,{\"id\":\"x\"}],\"id\":\"<a@b>\"}");

        assertThat(outcome).isEqualTo(new Outcome.Accepted("a@b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "OK", "{}", "[]", "{\"id\":\"\"}", "{\"id\":7}", "{\"id\":", "<html>ok</html>"})
    void doesNotKnowWhatAnAcceptanceWithoutAnIdMeans(String body) {
        assertThat(outcome(200, body)).isInstanceOf(Outcome.Unknown.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "from parameter is missing",
                "to parameter is missing",
                "message parameter is missing",
                "'message' parameter is not a file",
                "cc parameter is not a valid address. please check documentation",
                "from parameter is not a valid address. please check documentation",
                "Need at least one of 'text', 'html', 'amp-html' or 'template' parameters specified",
                "Only one parameters 'html' or 'template' is allowed",
                "Send options (parameters starting with o:, h:, or v:) are limited to 16 kB total",
                "Too many recipients, max is 1000",
                "recipient-variables parameter is not a valid JSON"
            })
    void rejectsTheContentOfABadRequest(String text) {
        Outcome outcome = outcome(400, "{\"message\":\"" + text + "\"}");

        assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
        assertThat(Failures.of(outcome).kind()).isEqualTo(FailureClass.CONTENT);
        assertThat(Failures.of(outcome).code()).isEqualTo("http_400");
        assertThat(Failures.of(outcome).text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "to parameter is not a valid address. please check documentation",
                "'to' parameter is not a valid address. please check documentation"
            })
    void blamesTheRecipientOnlyForItsOwnAddress(String text) {
        Outcome outcome = outcome(400, "{\"message\":\"" + text + "\"}");

        assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
        assertThat(Failures.of(outcome).kind()).isEqualTo(FailureClass.RECIPIENT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400|{\"message\":\"Domain x.org is not allowed to send: The domain is unverified\"}",
                "400|{\"message\":\"Sandbox subdomains are for test purposes only. Please add the address\"}",
                "401|Forbidden",
                "401|{\"message\":\"Invalid private key\"}",
                "402|{\"message\":\"Request Failed\"}",
                "403|{\"message\":\"Domain is not allowed to send large batches yet\"}",
                "404|{\"message\":\"Domain not found: x.org\"}",
                "301|<html>Moved</html>"
            })
    void keepsTheMessageWhenTheAccountIsAtFault(int status, String body) {
        Outcome outcome = outcome(status, body);

        assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
        assertThat(Failures.of(outcome).kind()).isEqualTo(FailureClass.SENDER_CONFIG);
    }

    @ParameterizedTest
    @ValueSource(ints = {405, 406, 409, 413, 415, 422})
    void rejectsTheContentForOtherClientErrors(int status) {
        Outcome outcome = outcome(status, "request size exceeds 52.4MiB limit");

        assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
        assertThat(Failures.of(outcome).kind()).isEqualTo(FailureClass.CONTENT);
        assertThat(Failures.of(outcome).text()).contains("52.4MiB");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "500|{\"message\":\"Internal Server Error\"}",
                "502|<html><head><title>502 Bad Gateway</title></head></html>",
                "503|''",
                "504|{broken",
                "408|Request Timeout"
            })
    void cannotTellAfterAServerError(int status, String body) {
        Outcome outcome = outcome(status, body);

        assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
        assertThat(Failures.of(outcome).code()).isEqualTo("http_" + status);
    }

    @Test
    void readsTheWaitFromADateInTheSentence() {
        Outcome outcome = outcome(
                429,
                "{\"message\":\"Domain example.com is not allowed to send: request limit exceeded, try again after"
                        + " Mon, 20 Dec 2021 20:33:21 UTC\"}");

        assertThat(outcome).isInstanceOf(Outcome.Throttled.class);
        assertThat(((Outcome.Throttled) outcome).retryAfter()).isEqualTo(Duration.ofSeconds(201));
        assertThat(Failures.of(outcome).kind()).isEqualTo(FailureClass.THROTTLE);
    }

    @Test
    void readsTheWaitFromSecondsInTheSentence() {
        assertThat(wait("{\"message\":\"account limit exceeded, try again after 120 seconds\"}", null, null))
                .isEqualTo(Duration.ofMinutes(2));
        assertThat(wait("{\"message\":\"slow down\",\"retry-seconds\": 60}", null, null))
                .isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void prefersTheHeader() {
        assertThat(wait("try again after 120 seconds", "7", null)).isEqualTo(Duration.ofSeconds(7));
        assertThat(wait("", "Mon, 20 Dec 2021 20:30:30 GMT", null)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void readsTheResetTimeInSecondsOrMilliseconds() {
        assertThat(wait("", null, (NOW.getEpochSecond() + 5) + ".5")).isEqualTo(Duration.ofMillis(5_500));
        assertThat(wait("", null, String.valueOf(NOW.toEpochMilli() + 2_500))).isEqualTo(Duration.ofMillis(2_500));
    }

    @Test
    void knowsNoWaitIfNoneIsNamed() {
        assertThat(wait("<html>Too many</html>", null, null)).isNull();
        assertThat(wait("try again after Someday", "soon", "never")).isNull();
    }

    @Test
    void boundsTheWait() {
        assertThat(wait("try again after Mon, 20 Dec 2021 20:00:00 UTC", null, null))
                .isEqualTo(Duration.ofSeconds(1));
        assertThat(wait("try again after 999999999 seconds", null, null)).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void seesALimitBehindAnotherStatus() {
        Outcome outcome = outcome(
                400,
                "{\"message\":\"Domain x is not allowed to send: recipient limit exceeded, try again after 9 seconds\"}");

        assertThat(outcome).isInstanceOf(Outcome.Throttled.class);
    }

    @Test
    void defersWhatNeverLeft() {
        Outcome outcome = Outcomes.of(new Answer.NotSent(new ConnectException("Connection refused")), NOW);

        assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
        assertThat(Failures.of(outcome).kind()).isEqualTo(FailureClass.NETWORK);
    }

    @Test
    void cannotTellWhatWasLostOnTheWay() {
        assertThat(Outcomes.of(new Answer.Lost("timeout", "no answer in time"), NOW))
                .isInstanceOf(Outcome.Unknown.class);
    }

    private static Outcome outcome(int status, String body) {
        return Outcomes.of(new Answer.Received(status, null, null, Buffer.buffer(body)), NOW);
    }

    private static @Nullable Duration wait(String body, @Nullable String retryAfter, @Nullable String reset) {
        Outcome outcome = Outcomes.of(new Answer.Received(429, retryAfter, reset, Buffer.buffer(body)), NOW);
        return ((Outcome.Throttled) outcome).retryAfter();
    }
}
