package io.emailservice.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import io.emailservice.twin.ses.SesConfig;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sesv2.SesV2AsyncClient;
import software.amazon.awssdk.services.sesv2.model.GetAccountResponse;
import software.amazon.awssdk.services.sesv2.model.MessageTag;
import software.amazon.awssdk.services.sesv2.model.SendEmailRequest;

/** The stand-in under Amazon's own client, which signs every request. */
class SesSendIT {
    private static TwinClient twin;
    private static SesV2AsyncClient ses;

    @BeforeAll
    static void start() {
        twin = TwinClient.start();
        ses = client("AKIATWINEXAMPLE", "twin-secret", "us-east-1");
    }

    @AfterAll
    static void stop() {
        ses.close();
        twin.close();
    }

    @BeforeEach
    void forget() {
        assertThat(twin.delete("/twin").statusCode()).isEqualTo(200);
    }

    @Test
    void acceptsASimpleMessageUnderAnIdOfTheForm() {
        String id = send(simple("to@example.com"));

        assertThat(id).matches("0100[0-9a-f]{12}-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-000000");
    }

    @Test
    void recordsARawMessageByItsTag() {
        String id = send(raw("From: f@example.com\r\nTo: t@example.com\r\nSubject: s\r\n\r\nHello")
                .emailTags(MessageTag.builder().name("message-id").value("m-1").build()));

        JsonNode acceptance = twin.json("/twin/messages/m-1").at("/acceptances/0");
        assertThat(acceptance.get("provider").asText()).isEqualTo("ses");
        assertThat(acceptance.get("providerMessageId").asText()).isEqualTo(id);
        assertThat(acceptance.at("/recipients/0").asText()).isEqualTo("t@example.com");
        assertThat(acceptance.get("answered").asBoolean()).isTrue();
    }

    @Test
    void recordsARawMessageByItsHeaders() {
        assertThat(
                        send(
                                raw(
                                        "From: f@example.com\r\nTo: t@example.com\r\nX-SES-MESSAGE-TAGS: a=b,\r\n message-id=m-2\r\n\r\nHi")))
                .isNotEmpty();
        assertThat(send(raw("From: f@example.com\r\nTo: t@example.com\r\nX-Email-Service-Message-Id: m-3\r\n\r\nHi")))
                .isNotEmpty();

        assertThat(twin.json("/twin/messages/m-2").get("acceptances")).hasSize(1);
        assertThat(twin.json("/twin/messages/m-3").get("acceptances")).hasSize(1);
    }

    @Test
    void refusesAWrongSecret() {
        try (SesV2AsyncClient wrong = client("AKIATWINEXAMPLE", "guessed", "us-east-1")) {
            AwsServiceException refusal = refusal(wrong, simple("to@example.com"));

            assertThat(refusal.statusCode()).isEqualTo(403);
            assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo("InvalidSignatureException");
            assertThat(refusal.getMessage()).contains("The request signature we calculated does not match");
            assertThat(refusal.requestId())
                    .matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
        }
        assertThat(twin.json("/twin/summary").at("/refused/403").asInt()).isEqualTo(1);
    }

    @Test
    void refusesAnUnknownAccessKeyAndAnotherRegion() {
        try (SesV2AsyncClient unknown = client("AKIAOTHER", "twin-secret", "us-east-1");
                SesV2AsyncClient elsewhere = client("AKIATWINEXAMPLE", "twin-secret", "eu-west-1")) {
            assertThat(refusal(unknown, simple("to@example.com"))
                            .awsErrorDetails()
                            .errorCode())
                    .isEqualTo("UnrecognizedClientException");
            assertThat(refusal(elsewhere, simple("to@example.com"))
                            .awsErrorDetails()
                            .errorCode())
                    .isEqualTo("InvalidSignatureException");
        }
    }

    @Test
    void refusesARequestWithoutOrWithAMalformedSignature() {
        HttpResponse<String> unsigned =
                twin.send(twin.request("/v2/email/account").GET());
        HttpResponse<String> malformed = twin.send(twin.request("/v2/email/account")
                .header("Authorization", "AWS4-HMAC-SHA256 Credential=a/b, Signature=c")
                .GET());

        assertThat(unsigned.statusCode()).isEqualTo(403);
        assertThat(TwinClient.json(unsigned).get("__type").asText()).isEqualTo("MissingAuthenticationTokenException");
        assertThat(malformed.statusCode()).isEqualTo(403);
        assertThat(malformed.headers().firstValue("x-amzn-ErrorType")).hasValue("IncompleteSignatureException");
    }

    @Test
    void namesWhatIsWrongWithAMessage() {
        assertRefused(simple("nobody"), 400, "BadRequestException", "Missing final '@domain'");
        assertRefused(simple("a b@example.com"), 400, "BadRequestException", "Illegal address");
        assertRefused(
                simple("to@example.com").fromEmailAddress(null),
                400,
                "BadRequestException",
                "Missing required header 'From'.");
        assertRefused(
                simple("to@example.com").configurationSetName("other"),
                404,
                "NotFoundException",
                "Configuration set <other> does not exist.");
        assertRefused(
                simple("to@example.com").content(c -> {}),
                400,
                "BadRequestException",
                "exactly one of Simple, Raw and Template");
        assertRefused(
                simple("to@example.com").content(c -> c.template(t -> t.templateName("none"))),
                400,
                "BadRequestException",
                "Template none does not exist.");
        assertRefused(
                raw("From: a@b.c\r\nFrom: a@b.c\r\nTo: t@example.com\r\n\r\n"),
                400,
                "BadRequestException",
                "Duplicate header 'From'.");
        assertRefused(raw("From: a@b.c\r\n\r\nHi"), 400, "BadRequestException", "No recipients specified.");
    }

    @Test
    void keepsTheRulesOfTagsHeadersAndRecipients() {
        assertRefused(
                simple("to@example.com").emailTags(tag("a b", "c")),
                400,
                "BadRequestException",
                "Invalid tag name <a b>: only alphanumeric ASCII characters, '_',  '-' are allowed.");
        assertRefused(
                simple("to@example.com").emailTags(tag("a".repeat(256), "c")),
                400,
                "BadRequestException",
                "Tag name cannot exceed 255 characters.");
        assertRefused(
                simple("to@example.com").destination(d -> d.toAddresses(addresses(51))),
                400,
                "BadRequestException",
                "Recipient count exceeds 50.");
        assertThat(send(simple("to@example.com").destination(d -> d.toAddresses(addresses(50)))))
                .isNotEmpty();
        assertThat(send(simple("to@example.com").configurationSetName("email-service")))
                .isNotEmpty();
    }

    @Test
    void showsTheAccountAndKeepsToItsLimits() {
        assertThat(twin.put("/twin/settings", "{\"ses\":{\"maxSendRate\":1,\"max24HourSend\":2}}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(send(simple("to@example.com"))).isNotEmpty();
        assertRefused(simple("to@example.com"), 400, "ThrottlingException", "Maximum sending rate exceeded.");

        assertThat(twin.put("/twin/settings", "{\"ses\":{\"maxSendRate\":1000,\"max24HourSend\":1}}")
                        .statusCode())
                .isEqualTo(200);
        assertRefused(simple("to@example.com"), 400, "ThrottlingException", "Daily message quota exceeded.");

        GetAccountResponse account = ses.getAccount(a -> {}).join();
        assertThat(account.sendQuota().maxSendRate()).isEqualTo(1000);
        assertThat(account.sendQuota().max24HourSend()).isEqualTo(1);
        assertThat(account.sendQuota().sentLast24Hours()).isEqualTo(1);
        assertThat(account.sendingEnabled()).isTrue();
        assertThat(account.enforcementStatus()).isEqualTo("HEALTHY");
    }

    @Test
    void sendsNothingWhilePaused() {
        assertThat(twin.put("/twin/settings", "{\"ses\":{\"sendingEnabled\":false}}")
                        .statusCode())
                .isEqualTo(200);

        assertRefused(simple("to@example.com"), 400, "SendingPausedException", "disabled");
    }

    @Test
    void refusesWhatIsNoJson() {
        try (TwinClient unverified = TwinClient.start(withoutVerification(), Clock.systemUTC())) {
            HttpResponse<String> answer = unverified.send(unverified
                    .request("/v2/email/outbound-emails")
                    .header(
                            "Authorization",
                            "AWS4-HMAC-SHA256 Credential=AKIATWINEXAMPLE/20260101/us-east-1/ses/"
                                    + "aws4_request, SignedHeaders=host;x-amz-date, Signature=" + "0".repeat(64))
                    .POST(HttpRequest.BodyPublishers.ofString("{\"Content\":")));

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.headers().firstValue("x-amzn-ErrorType")).hasValue("SerializationException");
        }
    }

    static TwinConfig withoutVerification() {
        SesConfig ses = SesConfig.DEFAULTS;
        return TwinConfig.DEFAULTS.with(new SesConfig(
                ses.region(),
                ses.accessKeyId(),
                ses.secretAccessKey(),
                false,
                ses.configurationSets(),
                ses.templates(),
                ses.identities(),
                ses.maxSendRate(),
                ses.max24HourSend()));
    }

    private static void assertRefused(SendEmailRequest.Builder request, int status, String type, String text) {
        AwsServiceException refusal = refusal(ses, request);
        assertThat(refusal.statusCode()).isEqualTo(status);
        assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(type);
        assertThat(refusal.awsErrorDetails().errorMessage()).contains(text);
    }

    private static AwsServiceException refusal(SesV2AsyncClient client, SendEmailRequest.Builder request) {
        CompletionException thrown = assertThrows(CompletionException.class, () -> client.sendEmail(request.build())
                .join());
        return assertInstanceOf(AwsServiceException.class, thrown.getCause());
    }

    private static String send(SendEmailRequest.Builder request) {
        try {
            return ses.sendEmail(request.build()).get(10, TimeUnit.SECONDS).messageId();
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private static SendEmailRequest.Builder simple(String to) {
        return SendEmailRequest.builder()
                .fromEmailAddress("Ann <from@example.com>")
                .destination(d -> d.toAddresses(to))
                .content(c -> c.simple(
                        s -> s.subject(data -> data.data("Hi")).body(body -> body.text(data -> data.data("Hello")))));
    }

    private static SendEmailRequest.Builder raw(String mime) {
        return SendEmailRequest.builder()
                .content(c -> c.raw(r -> r.data(SdkBytes.fromString(mime, StandardCharsets.UTF_8))));
    }

    private static MessageTag tag(String name, String value) {
        return MessageTag.builder().name(name).value(value).build();
    }

    private static List<String> addresses(int count) {
        return IntStream.range(0, count).mapToObj(i -> "r" + i + "@example.com").toList();
    }

    private static SesV2AsyncClient client(String key, String secret, String region) {
        return SesV2AsyncClient.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + twin.port()))
                .region(Region.of(region))
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(key, secret)))
                .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }
}
