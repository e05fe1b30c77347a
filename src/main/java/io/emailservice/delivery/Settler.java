package io.emailservice.delivery;

import io.emailservice.delivery.DeliveryConfig.UncertainPolicy;
import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.provider.Lookup;
import io.emailservice.store.StoredMessage;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what became of an attempt that ended without an answer. The provider's own records decide; its silence is
 * believed only after a horizon, because those records lag behind; a look-up that failed is no silence.
 */
final class Settler {
    private static final Failure NOT_TAKEN =
            new Failure(FailureClass.UNKNOWN, "not_taken", "the provider has no record of the attempt");

    private final Links links;
    private final DeliveryConfig config;
    private final Clock clock;

    Settler(Links links, DeliveryConfig config, Clock clock) {
        this.links = links;
        this.config = config;
        this.clock = clock;
    }

    /**
     * What is known now.
     *
     * @param step the message's next step if something was found out, else null
     * @param resend nothing was sent: take the step, then try again
     * @param delay else wait so long, then ask again
     */
    record Finding(@Nullable Step step, boolean resend, Duration delay, String reason) {
        private static Finding taken(String providerMessageId) {
            return new Finding(Step.sent(providerMessageId), false, Duration.ZERO, "");
        }

        private static Finding notTaken() {
            return new Finding(Step.again(NOT_TAKEN, Duration.ZERO, false), true, Duration.ZERO, "");
        }

        private static Finding open(Duration delay, String reason) {
            return new Finding(null, false, delay, reason);
        }
    }

    Future<Finding> ask(StoredMessage stored) {
        Instant attemptAt = stored.attemptAt();
        String account = stored.provider();
        if (attemptAt == null || account == null) {
            return Future.succeededFuture(Finding.notTaken());
        }
        return links.find(account, stored.id(), attemptAt)
                .map(lookup -> judge(lookup, stored, attemptAt))
                .recover(failed -> Future.succeededFuture(Finding.open(
                        config.settleInterval(), "uncertain: the look-up failed: " + failed.getMessage())));
    }

    private Finding judge(Lookup lookup, StoredMessage stored, Instant attemptAt) {
        if (lookup instanceof Lookup.Found found) {
            return Finding.taken(found.providerMessageId());
        }
        if (lookup instanceof Lookup.NoAnswer none) {
            return Finding.open(config.settleInterval(), "uncertain: " + none.why());
        }
        if (clock.instant().isBefore(attemptAt.plus(config.settleHorizon()))) {
            return Finding.open(config.settleInterval(), "uncertain: waiting for the provider's records");
        }
        if (config.uncertainPolicy(stored.stream()) == UncertainPolicy.RESEND) {
            return Finding.notTaken();
        }
        return Finding.open(config.maxDelay(), "uncertain: held for an operator");
    }
}
