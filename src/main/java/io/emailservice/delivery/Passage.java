package io.emailservice.delivery;

import io.emailservice.delivery.Routing.Route;
import io.emailservice.limit.Limits;
import io.emailservice.limit.Tokens;
import io.emailservice.message.ActiveHolds;
import io.emailservice.message.Failure;
import io.emailservice.message.SendRequest;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntUnaryOperator;
import java.util.function.Supplier;

/**
 * The way of a message to an account: one that the rules allow, that is open and not held, and whose limits have something
 * left. Belongs to the event loop of its {@link Pipeline}.
 */
final class Passage {
    private final Routing routing;
    private final Limits limits;
    private final Supplier<ActiveHolds> holds;
    private final DeliveryConfig config;
    private final Clock clock;
    private final IntUnaryOperator chance;

    Passage(
            Routing routing,
            Limits limits,
            Supplier<ActiveHolds> holds,
            DeliveryConfig config,
            Clock clock,
            IntUnaryOperator chance) {
        this.routing = routing;
        this.limits = limits;
        this.holds = holds;
        this.config = config;
        this.clock = clock;
        this.chance = chance;
    }

    /** Whether there is an account beside those that were tried. */
    boolean isOpen(SendRequest request, Set<String> tried) {
        return choose(request, tried) instanceof Route.Via;
    }

    /** Picks the account, takes what its limits ask for and goes on, or says why not. */
    Future<Verdict> through(
            Work work,
            Set<String> tried,
            Function<Failure, Future<Verdict>> impossible,
            Function<Pass, Future<Verdict>> next) {
        SendRequest request = work.submission().request();
        Route route = choose(request, tried);
        if (route instanceof Route.Via via) {
            return limits.take(via.account().name(), request)
                    .compose(answer -> answer instanceof Limits.Denied denied
                            ? denied(work, tried, via, denied, next)
                            : pass(new Pass(via, (Tokens) answer), next));
        }
        return route instanceof Route.Impossible none
                ? impossible.apply(none.failure())
                : later(config.closedLaneDelay(), "every provider account that may take it is closed");
    }

    private Route choose(SendRequest request, Set<String> tried) {
        return routing.choose(request, closedTo(request, tried), chance);
    }

    /** The accounts that were tried, and those that a hold closes for this request. */
    private Set<String> closedTo(SendRequest request, Set<String> tried) {
        Set<String> held = holds.get().heldProviders(request.tenant(), clock.instant());
        if (held.isEmpty()) {
            return tried;
        }
        held.addAll(tried);
        return held;
    }

    /** What the call didn't use up goes back, however the way to it ended. */
    private Future<Verdict> pass(Pass pass, Function<Pass, Future<Verdict>> next) {
        return next.apply(pass).andThen(done -> {
            if (!pass.used()) {
                limits.giveBack(pass.tokens());
            }
        });
    }

    /** No attempt was opened and none is counted. A quota that is used up is no reason to wait if another account is open. */
    private Future<Verdict> denied(
            Work work, Set<String> tried, Route.Via via, Limits.Denied denied, Function<Pass, Future<Verdict>> next) {
        Duration wait = denied.delay().compareTo(config.maxDelay()) > 0 ? config.maxDelay() : denied.delay();
        if (!denied.accountSpent()) {
            return later(wait, "limited: " + denied.limit());
        }
        Set<String> spent = new HashSet<>(tried);
        spent.add(via.account().name());
        return isOpen(work.submission().request(), spent)
                ? through(work, spent, failure -> later(wait, failure.toString()), next)
                : later(wait, "limited: " + denied.limit());
    }

    private static Future<Verdict> later(Duration delay, String reason) {
        return Future.succeededFuture(new Verdict.Later(delay, false, reason));
    }
}
