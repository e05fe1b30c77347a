package io.emailservice.provider.ses;

import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.Outcome;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/**
 * What an answer or failure of SES' {@code SendEmail} call means.
 *
 * <p>SES names its error in a header, together with the HTTP status; throttling comes as 429 or as 400. A 5xx, a timeout
 * or a broken connection says nothing about the message: it may have been sent.
 */
final class Outcomes {
    private static final Set<String> THROTTLED = Set.of(
            "TooManyRequestsException",
            "ThrottlingException",
            "Throttling",
            "ThrottledException",
            "RequestThrottled",
            "RequestThrottledException",
            "RequestLimitExceeded",
            "SlowDown",
            "BandwidthLimitExceeded");
    /** The account, its credentials or its configuration set; other accounts can still send the message. */
    private static final Set<String> ACCOUNT = Set.of(
            "SendingPausedException",
            "AccountSuspendedException",
            "LimitExceededException",
            "NotFoundException",
            "AccessDeniedException",
            "AccessDenied",
            "UnrecognizedClientException",
            "InvalidClientTokenId",
            "InvalidSignatureException",
            "SignatureDoesNotMatch",
            "IncompleteSignatureException",
            "MissingAuthenticationTokenException",
            "ExpiredTokenException",
            "ExpiredToken",
            "RequestExpired",
            "NotAuthorized",
            "OptInRequired");
    /** AWS advises waits of up to ten minutes once the quota of a rolling day is used up. */
    private static final Duration DAILY_QUOTA_WAIT = Duration.ofMinutes(10);

    /** It is we who were late: whoever holds the message now decides, and nothing is wrong with SES. */
    private static final Duration AFTER_A_FENCE = Duration.ofSeconds(1);

    private Outcomes() {}

    static Outcome accepted(@Nullable String messageId) {
        return messageId == null || messageId.isBlank()
                ? unknown("no_id", "accepted, but without an id")
                : new Outcome.Accepted(messageId);
    }

    /** Takes the failure as the SDK hands it over, wrapped or not. */
    static Outcome failed(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        if (cause instanceof AwsServiceException answered) {
            AwsErrorDetails details = answered.awsErrorDetails();
            String code = details == null || details.errorCode() == null ? "" : details.errorCode();
            String text = details == null ? null : details.errorMessage();
            return answered(answered.statusCode(), code, text != null ? text : String.valueOf(answered.getMessage()));
        }
        if (cause instanceof ApiCallTimeoutException || cause instanceof ApiCallAttemptTimeoutException) {
            return unknown("timeout", "no answer in time");
        }
        return unanswered(cause);
    }

    /**
     * Decides by the error's name, then by the status.
     *
     * @param code name of the error without a namespace, or empty if the answer named none
     */
    static Outcome answered(int status, String code, String text) {
        String name = code.isEmpty() ? "http_" + status : code;
        if (THROTTLED.contains(code) || status == 429) {
            boolean daily = text.toLowerCase(Locale.ROOT).contains("daily message quota");
            return new Outcome.Throttled(
                    daily ? DAILY_QUOTA_WAIT : null, new Failure(FailureClass.THROTTLE, name, text));
        }
        if (status >= 500 || status < 400 || status == 408) {
            return unknown(name, text);
        }
        if (ACCOUNT.contains(code) || status == 401 || status == 403 || status == 404) {
            return new Outcome.Deferred(new Failure(FailureClass.SENDER_CONFIG, name, text));
        }
        boolean identity = code.equals("MailFromDomainNotVerifiedException") || text.contains("not verified");
        FailureClass kind = identity ? FailureClass.SENDER_CONFIG : FailureClass.CONTENT;
        return new Outcome.Rejected(new Failure(kind, name, text));
    }

    /** No answer at all. Only a connection that never came about, or missing credentials, are certain. */
    private static Outcome unanswered(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String text = String.valueOf(cause.getMessage());
            if (text.startsWith(FencedClient.TOO_LATE)) {
                return new Outcome.NotTried(AFTER_A_FENCE, new Failure(FailureClass.THROTTLE, "fenced", text));
            }
            if (cause instanceof ConnectException
                    || cause instanceof UnknownHostException
                    || cause instanceof SSLHandshakeException
                    || text.contains("Acquire operation took longer")
                    || text.contains("Maximum pending connection acquisitions exceeded")) {
                return new Outcome.Deferred(new Failure(FailureClass.NETWORK, "not_connected", text));
            }
            if (text.contains("Unable to load credentials")) {
                return new Outcome.Deferred(
                        new Failure(FailureClass.SENDER_CONFIG, "no_credentials", "no AWS credentials were found"));
            }
        }
        return unknown("connection_lost", String.valueOf(failure.getMessage()));
    }

    private static Outcome unknown(String code, String text) {
        return new Outcome.Unknown(new Failure(FailureClass.UNKNOWN, code, text));
    }
}
