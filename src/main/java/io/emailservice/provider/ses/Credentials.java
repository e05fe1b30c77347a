package io.emailservice.provider.ses;

import io.emailservice.config.Secret;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;

/** Where clients of Amazon's SDK get their credentials from. */
public final class Credentials {
    private Credentials() {}

    /** The key given, or with an empty {@code accessKeyId} the default chain (role, environment, profile). */
    public static AwsCredentialsProvider of(Vertx vertx, String accessKeyId, Secret secretAccessKey) {
        if (!accessKeyId.isEmpty()) {
            return StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKeyId, secretAccessKey.value()));
        }
        return new OffLoop(
                vertx,
                DefaultCredentialsProvider.builder()
                        .asyncCredentialUpdateEnabled(true)
                        .build());
    }

    /** The default chain may ask a metadata service and wait for it, which no event loop may do. */
    private record OffLoop(Vertx vertx, DefaultCredentialsProvider chain) implements AwsCredentialsProvider {
        @Override
        public AwsCredentials resolveCredentials() {
            return chain.resolveCredentials();
        }

        @Override
        public CompletableFuture<AwsCredentialsIdentity> resolveIdentity(ResolveIdentityRequest request) {
            return vertx.<AwsCredentialsIdentity>executeBlocking(chain::resolveCredentials, false)
                    .toCompletionStage()
                    .toCompletableFuture();
        }
    }
}
