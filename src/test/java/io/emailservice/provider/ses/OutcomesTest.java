package io.emailservice.provider.ses;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.FailureClass;
import io.emailservice.message.Outcome;
import io.emailservice.testing.Failures;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sesv2.model.SesV2Exception;

class OutcomesTest {
    @Test
    void acceptsWithAnId() {
        assertThat(Outcomes.accepted("0100018a-1")).isEqualTo(new Outcome.Accepted("0100018a-1"));
    }

    @Test
    void doesNotKnowWhatAnAcceptanceWithoutAnIdMeans() {
        assertThat(Outcomes.accepted(null)).isInstanceOf(Outcome.Unknown.class);
        assertThat(Outcomes.accepted("")).isInstanceOf(Outcome.Unknown.class);
    }

    @ParameterizedTest
    @CsvSource({
        "429, TooManyRequestsException",
        "400, TooManyRequestsException",
        "400, ThrottlingException",
        "429, ThrottlingException",
        "400, Throttling",
        "503, SlowDown",
        "429, ''"
    })
    void isThrottled(int status, String code) {
        Outcome outcome = Outcomes.answered(status, code, "Maximum sending rate exceeded.");

        assertThat(outcome).isInstanceOf(Outcome.Throttled.class);
        assertThat(((Outcome.Throttled) outcome).retryAfter()).isNull();
        assertThat(Failures.of(outcome).kind()).isEqualTo(FailureClass.THROTTLE);
    }

    @Test
    void waitsLongerOnceTheDayIsUsedUp() {
        Outcome outcome = Outcomes.answered(400, "ThrottlingException", "Daily message quota exceeded.");

        assertThat(((Outcome.Throttled) outcome).retryAfter()).isEqualTo(Duration.ofMinutes(10));
    }

    @ParameterizedTest
    @CsvSource({
        "400, LimitExceededException",
        "400, SendingPausedException",
        "400, AccountSuspendedException",
        "404, NotFoundException",
        "403, AccessDeniedException",
        "403, UnrecognizedClientException",
        "403, InvalidSignatureException",
        "403, ExpiredTokenException",
        "400, ExpiredTokenException",
        "403, RequestExpired",
        "403, SomethingNew",
        "401, ''"
    })
    void keepsTheMessageWhenTheAccountIsAtFault(int status, String code) {
        Outcome outcome = Outcomes.answered(status, code, "text");

        assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
        assertThat(Failures.of(outcome).kind()).isEqualTo(FailureClass.SENDER_CONFIG);
    }

    @ParameterizedTest
    @CsvSource({
        "MessageRejected, Email address is not verified. The following identities failed the check: a@b.org",
        "MailFromDomainNotVerifiedException, The MAIL FROM domain"
    })
    void rejectsAnIdentityThatIsNotVerified(String code, String text) {
        Outcome outcome = Outcomes.answered(400, code, text);

        assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
        assertThat(Failures.of(outcome).kind()).isEqualTo(FailureClass.SENDER_CONFIG);
    }

    @ParameterizedTest
    @CsvSource({
        "400, MessageRejected",
        "400, BadRequestException",
        "409, ConflictException",
        "400, AlreadyExistsException"
    })
    void rejectsBadContent(int status, String code) {
        Outcome outcome = Outcomes.answered(status, code, "bad");

        assertThat(outcome).isInstanceOf(Outcome.Rejected.class);
        assertThat(Failures.of(outcome).kind()).isEqualTo(FailureClass.CONTENT);
        assertThat(Failures.of(outcome).code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "500, InternalServiceErrorException",
        "500, ConcurrentModificationException",
        "502, ''",
        "503, ServiceUnavailable",
        "504, ''",
        "408, RequestTimeout"
    })
    void cannotTellAfterAServerError(int status, String code) {
        assertThat(Outcomes.answered(status, code, "")).isInstanceOf(Outcome.Unknown.class);
    }

    @Test
    void unwrapsWhatTheSdkHandsOver() {
        Throwable failure = SesV2Exception.builder()
                .statusCode(400)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("MessageRejected")
                        .errorMessage("virus")
                        .build())
                .build();

        assertThat(Failures.of(Outcomes.failed(new CompletionException(failure)))
                        .text())
                .isEqualTo("virus");
        assertThat(Outcomes.failed(SesV2Exception.builder().statusCode(502).build()))
                .isInstanceOf(Outcome.Unknown.class);
    }

    @Test
    void cannotTellAfterATimeout() {
        Throwable timeout =
                ApiCallTimeoutException.builder().message("too slow").build();

        assertThat(Failures.of(Outcomes.failed(new CompletionException(timeout)))
                        .code())
                .isEqualTo("timeout");
    }

    @Test
    void defersWhatNeverLeft() {
        for (Throwable cause : new Throwable[] {
            new ConnectException("refused"),
            new UnknownHostException("no.such.host"),
            new SSLHandshakeException("untrusted"),
            new IOException("Acquire operation took longer than the configured maximum time.")
        }) {
            Outcome outcome = Outcomes.failed(new CompletionException(client("Unable to execute HTTP request", cause)));

            assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
            assertThat(Failures.of(outcome).kind()).isEqualTo(FailureClass.NETWORK);
        }
    }

    @Test
    void keepsTheMessageWithoutCredentials() {
        Outcome outcome = Outcomes.failed(client("Unable to load credentials from any of the providers", null));

        assertThat(outcome).isInstanceOf(Outcome.Deferred.class);
        assertThat(Failures.of(outcome).kind()).isEqualTo(FailureClass.SENDER_CONFIG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Connection reset by peer", "The connection was closed during the request"})
    void cannotTellWhatWasLostOnTheWay(String text) {
        Outcome outcome = Outcomes.failed(client("Unable to execute HTTP request", new IOException(text)));

        assertThat(outcome).isInstanceOf(Outcome.Unknown.class);
    }

    private static SdkClientException client(String text, @Nullable Throwable cause) {
        return SdkClientException.builder().message(text).cause(cause).build();
    }
}
