package io.emailservice.webhook;

import io.emailservice.provider.ses.Credentials;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.SqsAsyncClientBuilder;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/** A queue of SQS through Amazon's client, which repeats calls that failed on the way. Belongs to one event loop. */
final class SqsQueue implements QueueClient {
    private static final int IO_THREADS = 1;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final SqsAsyncClient client;
    private final QueueConfig config;
    private final Context context;

    private SqsQueue(SqsAsyncClient client, QueueConfig config, Context context) {
        this.client = client;
        this.config = config;
        this.context = context;
    }

    /** Making the client loads classes and reads profile files: not on the event loop. */
    static Future<QueueClient> open(Vertx vertx, QueueConfig config) {
        Context context = vertx.getOrCreateContext();
        return vertx.executeBlocking(() -> client(vertx, config), false)
                .map(client -> new SqsQueue(client, config, context));
    }

    @Override
    public Future<List<Received>> receive() {
        return on(client.receiveMessage(request -> request.queueUrl(config.url())
                        .maxNumberOfMessages(MAX_BATCH)
                        .waitTimeSeconds((int) config.longPoll().toSeconds())
                        .visibilityTimeout((int) config.visibility().toSeconds())))
                .map(SqsQueue::received);
    }

    @Override
    public Future<Set<String>> delete(List<String> handles) {
        List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>();
        for (int i = 0; i < handles.size(); i++) {
            entries.add(DeleteMessageBatchRequestEntry.builder()
                    .id(Integer.toString(i))
                    .receiptHandle(handles.get(i))
                    .build());
        }
        return on(client.deleteMessageBatch(
                        request -> request.queueUrl(config.url()).entries(entries)))
                .map(response -> {
                    Set<String> again = new HashSet<>();
                    response.failed().stream()
                            .filter(failed -> !Boolean.TRUE.equals(failed.senderFault()))
                            .forEach(failed -> again.add(handles.get(Integer.parseInt(failed.id()))));
                    return again;
                });
    }

    @Override
    public Future<Void> hide(List<String> handles, Duration duration) {
        List<ChangeMessageVisibilityBatchRequestEntry> entries = new ArrayList<>();
        for (int i = 0; i < handles.size(); i++) {
            entries.add(ChangeMessageVisibilityBatchRequestEntry.builder()
                    .id(Integer.toString(i))
                    .receiptHandle(handles.get(i))
                    .visibilityTimeout((int) duration.toSeconds())
                    .build());
        }
        return on(client.changeMessageVisibilityBatch(
                        request -> request.queueUrl(config.url()).entries(entries)))
                .mapEmpty();
    }

    @Override
    public void close() {
        client.close();
    }

    private static List<Received> received(ReceiveMessageResponse response) {
        return response.messages().stream()
                .map(message -> new Received(message.messageId(), message.receiptHandle(), message.body()))
                .toList();
    }

    /** On our own event loop, and without the wrapping of the SDK. */
    private <T> Future<T> on(CompletableFuture<T> answer) {
        return Future.fromCompletionStage(answer, context)
                .recover(failure -> Future.failedFuture(
                        failure instanceof CompletionException && failure.getCause() != null
                                ? failure.getCause()
                                : failure));
    }

    private static SqsAsyncClient client(Vertx vertx, QueueConfig config) {
        Duration limit = config.longPoll().plus(GRACE);
        SqsAsyncClientBuilder builder = SqsAsyncClient.builder()
                .region(Region.of(config.region()))
                .credentialsProvider(Credentials.of(vertx, config.accessKeyId(), config.secretAccessKey()))
                .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                        .eventLoopGroupBuilder(SdkEventLoopGroup.builder().numberOfThreads(IO_THREADS))
                        .maxConcurrency(2 * config.pollers())
                        .maxPendingConnectionAcquires(2 * config.pollers())
                        .connectionTimeout(CONNECT)
                        .connectionAcquisitionTimeout(CONNECT)
                        .tlsNegotiationTimeout(CONNECT)
                        .readTimeout(limit)
                        .writeTimeout(limit))
                .asyncConfiguration(async ->
                        async.advancedOption(SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run))
                .overrideConfiguration(
                        override -> override.apiCallAttemptTimeout(limit).apiCallTimeout(limit.plus(GRACE)));
        if (config.endpoint() != null) {
            builder.endpointOverride(config.endpoint());
        }
        return builder.build();
    }
}
