package io.emailservice.provider.ses;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.interceptor.SdkInternalExecutionAttribute;
import software.amazon.awssdk.http.SdkHttpExecutionAttribute;
import software.amazon.awssdk.http.SdkHttpExecutionAttributes;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.async.SdkHttpContentPublisher;
import software.amazon.awssdk.utils.AttributeMap;

/**
 * An HTTP client that looks at the clock when the body of a call is about to be written, behind signing, the wait for a
 * connection and the head of the request: a process may sleep at any of these, and whoever holds the message then may have
 * given the attempt up. A request without its body is none, so nothing is taken. Runs on the threads of the SDK.
 */
final class FencedClient implements SdkAsyncHttpClient {
    /** How the failure is known again. */
    static final String TOO_LATE = "the call was about to leave too late";

    private static final LeaveBefore LEAVE_BEFORE = new LeaveBefore();

    private final SdkAsyncHttpClient client;
    private final Clock clock;

    private FencedClient(SdkAsyncHttpClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /** Makes the client for the SDK, which closes it with its own. */
    record Builder(SdkAsyncHttpClient.Builder<?> client, Clock clock) implements SdkAsyncHttpClient.Builder<Builder> {
        @Override
        public SdkAsyncHttpClient buildWithDefaults(AttributeMap defaults) {
            return new FencedClient(client.buildWithDefaults(defaults), clock);
        }
    }

    /** Has a call fail, with {@link #TOO_LATE} among its causes, that has not begun to leave until then. */
    static void fence(AwsRequestOverrideConfiguration.Builder call, Instant leaveBefore) {
        call.putExecutionAttribute(
                SdkInternalExecutionAttribute.SDK_HTTP_EXECUTION_ATTRIBUTES,
                SdkHttpExecutionAttributes.builder()
                        .put(LEAVE_BEFORE, leaveBefore)
                        .build());
    }

    @Override
    public CompletableFuture<Void> execute(AsyncExecuteRequest call) {
        SdkHttpExecutionAttributes attributes = call.httpExecutionAttributes();
        @Nullable Instant leaveBefore = attributes == null ? null : attributes.getAttribute(LEAVE_BEFORE);
        return client.execute(leaveBefore == null ? call : fenced(call, leaveBefore));
    }

    private AsyncExecuteRequest fenced(AsyncExecuteRequest call, Instant leaveBefore) {
        AsyncExecuteRequest.Builder fenced = AsyncExecuteRequest.builder()
                .request(call.request())
                .requestContentPublisher(new Body(call.requestContentPublisher(), leaveBefore))
                .responseHandler(call.responseHandler())
                .fullDuplex(call.fullDuplex())
                .httpExecutionAttributes(call.httpExecutionAttributes());
        call.metricCollector().ifPresent(fenced::metricCollector);
        return fenced.build();
    }

    @Override
    public String clientName() {
        return client.clientName();
    }

    @Override
    public void close() {
        client.close();
    }

    private static final class LeaveBefore extends SdkHttpExecutionAttribute<Instant> {
        private LeaveBefore() {
            super(Instant.class);
        }
    }

    private final class Body implements SdkHttpContentPublisher {
        private final SdkHttpContentPublisher body;
        private final Instant leaveBefore;

        private Body(SdkHttpContentPublisher body, Instant leaveBefore) {
            this.body = body;
            this.leaveBefore = leaveBefore;
        }

        @Override
        public Optional<Long> contentLength() {
            return body.contentLength();
        }

        @Override
        public void subscribe(Subscriber<? super ByteBuffer> writer) {
            body.subscribe(new Gate(writer, leaveBefore));
        }
    }

    /** Between the body and whoever writes it; called by one thread at a time. */
    private final class Gate implements Subscriber<ByteBuffer> {
        private final Subscriber<? super ByteBuffer> writer;
        private final Instant leaveBefore;
        private @Nullable Subscription source;
        private boolean shut;

        private Gate(Subscriber<? super ByteBuffer> writer, Instant leaveBefore) {
            this.writer = writer;
            this.leaveBefore = leaveBefore;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            source = subscription;
            writer.onSubscribe(subscription);
        }

        @Override
        public void onNext(ByteBuffer part) {
            if (shut) {
                return;
            }
            if (clock.instant().isBefore(leaveBefore)) {
                writer.onNext(part);
                return;
            }
            shut = true;
            if (source != null) {
                source.cancel();
            }
            writer.onError(SdkClientException.create(TOO_LATE));
        }

        @Override
        public void onError(Throwable failure) {
            if (!shut) {
                writer.onError(failure);
            }
        }

        @Override
        public void onComplete() {
            if (!shut) {
                writer.onComplete();
            }
        }
    }
}
