package io.emailservice.twin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.emailservice.testing.TestClock;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** The stand-in under Amazon's own client, which checks the sums of what it gets. */
class SqsIT {
    private static final TestClock CLOCK = TestClock.create();

    private static TwinClient twin;
    private static SqsAsyncClient sqs;
    private static String queue;

    @BeforeAll
    static void start() {
        twin = TwinClient.start(TwinConfig.DEFAULTS, CLOCK);
        sqs = client(twin, "AKIATWINEXAMPLE");
        queue = get(sqs.getQueueUrl(r -> r.queueName("ses-feedback"))).queueUrl();
    }

    @AfterAll
    static void stop() {
        sqs.close();
        twin.close();
    }

    @BeforeEach
    void forget() {
        assertThat(twin.delete("/twin").statusCode()).isEqualTo(200);
    }

    @Test
    void handsOutWhatWasSentUntilItIsDeleted() {
        SendMessageResponse sent = send("Grüße");
        Message first = receive(r -> r.visibilityTimeout(10)).get(0);
        assertThat(first.body()).isEqualTo("Grüße");
        assertThat(first.messageId()).isEqualTo(sent.messageId());
        assertThat(receive(r -> {})).isEmpty();

        CLOCK.advance(Duration.ofSeconds(11));
        Message again = receive(r -> r.messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .get(0);
        assertThat(again.messageId()).isEqualTo(first.messageId());
        assertThat(again.receiptHandle()).isNotEqualTo(first.receiptHandle());
        assertThat(again.attributes().get(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT))
                .isEqualTo("2");

        delete(first);
        CLOCK.advance(Duration.ofMinutes(1));
        Message third = receive(r -> {}).get(0);
        delete(third);
        CLOCK.advance(Duration.ofMinutes(1));
        assertThat(receive(r -> {})).isEmpty();
    }

    @Test
    void givesUpToTenAtATime() {
        for (int i = 0; i < 12; i++) {
            send("m-" + i);
        }

        assertThat(receive(r -> r.maxNumberOfMessages(10)))
                .extracting(Message::body)
                .hasSize(10)
                .doesNotHaveDuplicates();
        assertThat(attribute(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES)).isEqualTo("2");
        assertThat(attribute(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .isEqualTo("10");
        assertThat(refusal(sqs.receiveMessage(r -> r.queueUrl(queue).maxNumberOfMessages(11)))
                        .awsErrorDetails()
                        .errorCode())
                .isEqualTo("InvalidParameterValue");
    }

    @Test
    void letsAReceiveWaitForAMessage() {
        CompletableFuture<List<Message>> waiting = sqs.receiveMessage(
                        r -> r.queueUrl(queue).waitTimeSeconds(20))
                .thenApply(response -> response.messages());
        assertThat(receive(r -> r.waitTimeSeconds(1))).isEmpty();
        assertThat(waiting).isNotDone();

        send("late");

        assertThat(get(waiting)).extracting(Message::body).containsExactly("late");
    }

    @Test
    void changesHowLongAMessageIsHidden() {
        send("m");
        Message message = receive(r -> r.visibilityTimeout(10)).get(0);
        get(sqs.changeMessageVisibility(
                r -> r.queueUrl(queue).receiptHandle(message.receiptHandle()).visibilityTimeout(100)));
        CLOCK.advance(Duration.ofSeconds(50));
        assertThat(receive(r -> {})).isEmpty();

        get(sqs.changeMessageVisibilityBatch(r -> r.queueUrl(queue)
                .entries(List.of(ChangeMessageVisibilityBatchRequestEntry.builder()
                        .id("a")
                        .receiptHandle(message.receiptHandle())
                        .visibilityTimeout(0)
                        .build()))));

        assertThat(receive(r -> {})).hasSize(1);
        CLOCK.advance(Duration.ofHours(1));
        assertThat(refusal(sqs.changeMessageVisibility(r -> r.queueUrl(queue)
                                .receiptHandle(message.receiptHandle())
                                .visibilityTimeout(1)))
                        .awsErrorDetails()
                        .errorCode())
                .contains("MessageNotInflight");
    }

    @Test
    void reportsEachEntryOfABatch() {
        send("m");
        Message message = receive(r -> {}).get(0);

        DeleteMessageBatchResponse answer = get(sqs.deleteMessageBatch(r ->
                r.queueUrl(queue).entries(List.of(entry("good", message.receiptHandle()), entry("bad", "nonsense")))));

        assertThat(answer.successful()).extracting(e -> e.id()).containsExactly("good");
        assertThat(answer.failed()).hasSize(1);
        assertThat(answer.failed().get(0).senderFault()).isTrue();
        assertThat(answer.failed().get(0).code()).isEqualTo("ReceiptHandleIsInvalid");
        assertThat(refusal(sqs.deleteMessageBatch(r -> r.queueUrl(queue)
                                .entries(List.of(entry("same", "ses-feedback/1"), entry("same", "ses-feedback/2")))))
                        .awsErrorDetails()
                        .errorCode())
                .contains("BatchEntryIdsNotDistinct");
    }

    @Test
    void failsEntriesByItsOwnFaultWhenToldTo() {
        assertThat(twin.put("/twin/settings", "{\"sqs\":{\"failures\":1}}").statusCode())
                .isEqualTo(200);
        send("m");
        Message message = receive(r -> {}).get(0);

        DeleteMessageBatchResponse answer = get(
                sqs.deleteMessageBatch(r -> r.queueUrl(queue).entries(List.of(entry("a", message.receiptHandle())))));

        assertThat(answer.successful()).isEmpty();
        assertThat(answer.failed().get(0).senderFault()).isFalse();
        CLOCK.advance(Duration.ofMinutes(1));
        assertThat(receive(r -> {})).hasSize(1);
    }

    @Test
    void buriesWhatWasReceivedTooOften() {
        assertThat(twin.put("/twin/settings", "{\"sqs\":{\"maxReceives\":2,\"visibility\":\"1s\"}}")
                        .statusCode())
                .isEqualTo(200);
        send("poison");
        for (int i = 0; i < 2; i++) {
            assertThat(receive(r -> {})).hasSize(1);
            CLOCK.advance(Duration.ofSeconds(2));
        }

        assertThat(receive(r -> {})).isEmpty();
        String dead =
                get(sqs.getQueueUrl(r -> r.queueName("ses-feedback-dead"))).queueUrl();
        assertThat(get(sqs.receiveMessage(r -> r.queueUrl(dead))).messages())
                .extracting(Message::body)
                .containsExactly("poison");
    }

    @Test
    void refusesOtherKeysAndUnknownQueues() {
        assertInstanceOf(QueueDoesNotExistException.class, refusal(sqs.getQueueUrl(r -> r.queueName("no-such-queue"))));
        try (SqsAsyncClient stranger = client(twin, "AKIASTRANGER")) {
            assertThat(refusal(stranger.receiveMessage(r -> r.queueUrl(queue))).statusCode())
                    .isEqualTo(403);
        }
    }

    @CanIgnoreReturnValue
    private static SendMessageResponse send(String body) {
        return get(sqs.sendMessage(r -> r.queueUrl(queue).messageBody(body)));
    }

    private static List<Message> receive(Consumer<ReceiveMessageRequest.Builder> change) {
        return get(sqs.receiveMessage(r -> change.accept(r.queueUrl(queue)))).messages();
    }

    private static DeleteMessageBatchRequestEntry entry(String id, String handle) {
        return DeleteMessageBatchRequestEntry.builder()
                .id(id)
                .receiptHandle(handle)
                .build();
    }

    private static void delete(Message message) {
        get(sqs.deleteMessage(r -> r.queueUrl(queue).receiptHandle(message.receiptHandle())));
    }

    private static String attribute(QueueAttributeName name) {
        return get(sqs.getQueueAttributes(r -> r.queueUrl(queue).attributeNames(QueueAttributeName.ALL)))
                .attributes()
                .getOrDefault(name, "absent");
    }

    private static AwsServiceException refusal(CompletableFuture<?> call) {
        ExecutionException thrown = assertThrows(ExecutionException.class, () -> call.get(10, TimeUnit.SECONDS));
        return assertInstanceOf(AwsServiceException.class, thrown.getCause());
    }

    @CanIgnoreReturnValue
    private static <T> T get(CompletableFuture<T> call) {
        try {
            return call.get(10, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    static SqsAsyncClient client(TwinClient twin, String key) {
        return SqsAsyncClient.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + twin.port()))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(key, "twin-secret")))
                .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }
}
