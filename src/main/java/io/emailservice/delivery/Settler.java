package io.emailservice.delivery;

import io.emailservice.delivery.DeliveryConfig.UncertainPolicy;
import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.provider.Lookup;
import io.emailservice.store.Messages;
import io.emailservice.store.StoredMessage;
import io.emailservice.store.Transition;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what became of an attempt that ended without an answer, where nothing is kept that proves it. The provider's
 * own records decide; its silence is believed only after a horizon, because those records lag behind, and only when
 * everything has been read that it posted until then; the store looks once more when it writes. A look-up that failed
 * is no silence. Where nobody can be asked, silence is believed a few times only: a provider that took a message each time
 * and whose posts never come would otherwise send it for ever.
 */
final class Settler {
    static final Failure NOT_TAKEN =
            new Failure(FailureClass.UNKNOWN, Failure.NOT_TAKEN, "the provider has no record of the attempt");

    private final Links links;
    private final Messages messages;
    private final DeliveryConfig config;
    private final Clock clock;
    private final Instant since;

    Settler(Links links, Messages messages, DeliveryConfig config, Clock clock) {
        this.links = links;
        this.messages = messages;
        this.config = config;
        this.clock = clock;
        this.since = clock.instant();
    }

    /**
     * What is known now.
     *
     * @param step the message's next step if something was found out, else null
     * @param resend nothing was sent: take the step, then try again
     * @param delay else wait so long, then ask again
     */
    record Finding(@Nullable Step step, boolean resend, Duration delay, String reason) {
        private static Finding taken(String providerMessageId, Settled how) {
            return new Finding(Step.sent(providerMessageId).settled(how), false, Duration.ZERO, "");
        }

        private static Finding notTaken(Settled how) {
            return new Finding(Step.again(NOT_TAKEN, Duration.ZERO, false).settled(how), true, Duration.ZERO, "");
        }

        private static Finding open(Duration delay, String reason) {
            return new Finding(null, false, delay, reason);
        }
    }

    Future<Finding> ask(StoredMessage stored) {
        Instant attemptAt = stored.attemptAt();
        String account = stored.provider();
        if (attemptAt == null || account == null) {
            throw new IllegalStateException("uncertain without an attempt: " + stored.id());
        }
        return links.find(account, stored.id(), attemptAt)
                .compose(lookup -> judge(lookup, stored, attemptAt))
                .recover(failed -> Future.succeededFuture(Finding.open(
                        config.settleInterval(), "uncertain: the look-up failed: " + failed.getMessage())));
    }

    private Future<Finding> judge(Lookup lookup, StoredMessage stored, Instant attemptAt) {
        if (lookup instanceof Lookup.Found found) {
            return Future.succeededFuture(Finding.taken(
                    found.providerMessageId(), Settled.lookup(stored.provider(), found.at(), clock.instant())));
        }
        if (lookup instanceof Lookup.NoAnswer none) {
            return open(config.settleInterval(), "uncertain: " + none.why());
        }
        boolean asked = lookup instanceof Lookup.NotFound;
        Instant horizon = (asked ? attemptAt : listeningSince(stored, attemptAt)).plus(config.settleHorizon());
        if (clock.instant().isBefore(horizon)) {
            return open(config.settleInterval(), "uncertain: waiting for the provider's records");
        }
        if (config.uncertainPolicy(stored.stream()) == UncertainPolicy.HOLD) {
            return open(config.maxDelay(), "uncertain: held for an operator");
        }
        String records = lookup instanceof Lookup.CannotTell none ? none.why() : "no record";
        return asked
                ? silence(attemptAt, horizon, records)
                : messages.silences(stored.id())
                        .compose(before -> before < config.resends()
                                ? silence(attemptAt, horizon, records)
                                : open(
                                        config.maxDelay(),
                                        "uncertain: nothing is heard of it again, held for an operator"));
    }

    private Future<Finding> silence(Instant attemptAt, Instant horizon, String records) {
        return links.postsReadUntil()
                .map(read -> read.isBefore(horizon)
                                || read.isBefore(clock.instant().minus(Transition.POSTS_READ_WITHIN))
                        ? Finding.open(config.settleInterval(), "uncertain: posts of the provider wait to be read")
                        : Finding.notTaken(Settled.silence(attemptAt, horizon, read, records)));
    }

    /**
     * Where only the provider's posts can tell, silence while nobody listened says nothing: it counts from when the
     * message became uncertain, and not from before this process began.
     */
    private Instant listeningSince(StoredMessage stored, Instant attemptAt) {
        Instant uncertainSince = stored.updatedAt().isAfter(attemptAt) ? stored.updatedAt() : attemptAt;
        return uncertainSince.isAfter(since) ? uncertainSince : since;
    }

    private static Future<Finding> open(Duration delay, String reason) {
        return Future.succeededFuture(Finding.open(delay, reason));
    }
}
