package io.emailservice.provider.ses;

import io.emailservice.message.Failure;
import io.emailservice.message.Outcome;
import io.emailservice.message.OutgoingMessage;
import io.emailservice.provider.Lookup;
import io.emailservice.provider.ProviderAdapter;
import io.emailservice.provider.SendQuota;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sesv2.SesV2AsyncClient;
import software.amazon.awssdk.services.sesv2.model.GetAccountRequest;
import software.amazon.awssdk.services.sesv2.model.GetAccountResponse;
import software.amazon.awssdk.services.sesv2.model.SendEmailResponse;

/**
 * Sends messages with SES' version 2 API as raw MIME. The SDK answers on its own thread; every answer is brought back
 * to the context that asked.
 */
final class SesAdapter implements ProviderAdapter {
    private final Vertx vertx;
    private final SesConfig config;
    private final SesV2AsyncClient client;
    private final Clock clock;

    SesAdapter(Vertx vertx, SesConfig config, SesV2AsyncClient client, Clock clock) {
        this.vertx = vertx;
        this.config = config;
        this.client = client;
        this.clock = clock;
    }

    @Override
    public Future<Outcome> send(OutgoingMessage message, Duration timeout) {
        Failure problem = SesRequests.problem(message);
        if (problem != null) {
            return Future.succeededFuture(new Outcome.Rejected(problem));
        }
        CompletableFuture<SendEmailResponse> call =
                client.sendEmail(SesRequests.of(message, config.configurationSet(), timeout, clock.instant()));
        return Future.fromCompletionStage(call, vertx.getOrCreateContext())
                .transform(done -> Future.succeededFuture(
                        done.succeeded()
                                ? Outcomes.accepted(done.result().messageId())
                                : Outcomes.failed(done.cause())));
    }

    /** SES tells only by the {@code Send} event that carries our tag. */
    @Override
    public Future<Lookup> find(UUID messageId, Instant attemptAt) {
        return Future.succeededFuture(new Lookup.CannotTell("SES has no look-up by our id; its Send event tells"));
    }

    @Override
    public Future<Optional<SendQuota>> quota() {
        return Future.fromCompletionStage(
                        client.getAccount(GetAccountRequest.builder().build()), vertx.getOrCreateContext())
                .map(account -> Optional.of(quota(account)));
    }

    @Override
    public Future<Void> close() {
        return vertx.executeBlocking(
                () -> {
                    client.close();
                    return null;
                },
                false);
    }

    /** SES says -1 where there is no limit, we say 0. */
    static SendQuota quota(GetAccountResponse account) {
        double perSecond = 0;
        double perDay = 0;
        double today = 0;
        if (account.sendQuota() != null) {
            perSecond = Math.max(0, orZero(account.sendQuota().maxSendRate()));
            perDay = Math.max(0, orZero(account.sendQuota().max24HourSend()));
            today = orZero(account.sendQuota().sentLast24Hours());
        }
        String standing = account.enforcementStatus() == null ? "UNKNOWN" : account.enforcementStatus();
        boolean sending = !Boolean.FALSE.equals(account.sendingEnabled()) && !standing.equals("SHUTDOWN");
        return new SendQuota(perSecond, perDay, today, sending, standing);
    }

    private static double orZero(@Nullable Double value) {
        return value == null ? 0 : value;
    }
}
