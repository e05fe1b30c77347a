package io.emailservice.provider.ses;

import io.emailservice.provider.SenderConfig;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.SdkAdvancedAsyncClientOption;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.sesv2.SesV2AsyncClient;
import software.amazon.awssdk.services.sesv2.SesV2AsyncClientBuilder;

/** Makes the SDK's client for one account. */
final class SesClient {
    private static final int IO_THREADS = 1;

    private SesClient() {}

    /**
     * The SDK never retries: SES has no idempotency key, so a second request could send a second message, and the
     * sender must see every throttle.
     */
    static SesV2AsyncClient make(Vertx vertx, SesConfig config, Clock clock) {
        Duration timeout = config.sender().timeout();
        SesV2AsyncClientBuilder builder = SesV2AsyncClient.builder()
                .region(Region.of(config.region()))
                .credentialsProvider(Credentials.of(vertx, config.accessKeyId(), config.secretAccessKey()))
                .httpClientBuilder(new FencedClient.Builder(http(config.sender()), clock))
                .asyncConfiguration(async ->
                        async.advancedOption(SdkAdvancedAsyncClientOption.FUTURE_COMPLETION_EXECUTOR, Runnable::run))
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry())
                        .apiCallTimeout(timeout)
                        .apiCallAttemptTimeout(timeout));
        if (config.endpoint() != null) {
            builder.endpointOverride(config.endpoint());
        }
        return builder.build();
    }

    private static NettyNioAsyncHttpClient.Builder http(SenderConfig sender) {
        return NettyNioAsyncHttpClient.builder()
                .eventLoopGroupBuilder(SdkEventLoopGroup.builder().numberOfThreads(IO_THREADS))
                .maxConcurrency(sender.concurrency() + 1)
                .maxPendingConnectionAcquires(sender.concurrency())
                .connectionTimeout(sender.connectTimeout())
                .connectionAcquisitionTimeout(sender.connectTimeout())
                .tlsNegotiationTimeout(sender.connectTimeout())
                .readTimeout(sender.timeout())
                .writeTimeout(sender.timeout())
                .tcpKeepAlive(true);
    }
}
