package io.emailservice.delivery;

import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.SendRequest;
import io.emailservice.message.Stream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Picks the account for a message: the request's own wish first, then the first rule that matches, else all accounts
 * alike. Within a rule the open accounts share by weight; the fallbacks come in order. Pure but for the chance that
 * comes in.
 */
final class Routing {
    private static final String DEFAULT_RULE = "default";

    private final List<RoutingRule> rules;
    private final Map<String, Account> accounts;
    private final RoutingRule everything;

    Routing(List<RoutingRule> rules, Map<String, Account> accounts) {
        this.rules = List.copyOf(rules);
        this.accounts = Map.copyOf(accounts);
        this.everything = new RoutingRule(
                DEFAULT_RULE, null, null, null, null, shares(new TreeMap<>(accounts).keySet()), List.of());
    }

    /** What routing says about one message. */
    sealed interface Route {
        /** Send through this account. {@code rule} is kept with the attempt. */
        record Via(Account account, String rule) implements Route {}

        /** Every account that may take it is closed. */
        record Closed(String rule) implements Route {}

        /** The request wishes for something that doesn't exist. */
        record Impossible(Failure failure) implements Route {}
    }

    /**
     * The account for a message.
     *
     * @param tried accounts that must not be used again
     * @param chance a number from 0 up to its argument, exclusive
     */
    Route choose(SendRequest request, Set<String> tried, IntUnaryOperator chance) {
        RoutingRule rule = ruleFor(request);
        if (rule.use().isEmpty()) {
            return new Route.Impossible(new Failure(
                    FailureClass.SENDER_CONFIG,
                    "unknown_provider",
                    request.provider() == null
                            ? "no provider account is configured"
                            : "no provider account of the name or kind that /provider asks for"));
        }
        Account shared = byWeight(rule.use(), request.stream(), tried, chance);
        if (shared != null) {
            return new Route.Via(shared, rule.name());
        }
        for (String name : rule.fallback()) {
            Account account = accounts.get(name);
            if (account != null && usable(account, request.stream(), tried)) {
                return new Route.Via(account, rule.name());
            }
        }
        return new Route.Closed(rule.name());
    }

    private RoutingRule ruleFor(SendRequest request) {
        if (request.provider() != null) {
            return wished(request.provider());
        }
        for (RoutingRule rule : rules) {
            if (rule.matches(request)) {
                return rule;
            }
        }
        return everything;
    }

    /** A wish names an account or a kind of provider; nothing else may take the message then. */
    private RoutingRule wished(String provider) {
        Set<String> named = new TreeSet<>();
        for (Account account : accounts.values()) {
            if (account.name().equals(provider) || account.kind().equals(provider)) {
                named.add(account.name());
            }
        }
        return new RoutingRule("request", null, null, null, null, shares(named), List.of());
    }

    private @Nullable Account byWeight(
            List<RoutingRule.Share> shares, Stream stream, Set<String> tried, IntUnaryOperator chance) {
        int total = 0;
        for (RoutingRule.Share share : shares) {
            total += openWeight(share, stream, tried);
        }
        if (total == 0) {
            return null;
        }
        int draw = chance.applyAsInt(total);
        for (RoutingRule.Share share : shares) {
            draw -= openWeight(share, stream, tried);
            if (draw < 0) {
                return accounts.get(share.account());
            }
        }
        throw new IllegalStateException("chance must be below its argument");
    }

    private int openWeight(RoutingRule.Share share, Stream stream, Set<String> tried) {
        Account account = accounts.get(share.account());
        return account != null && usable(account, stream, tried) ? share.weight() : 0;
    }

    private static boolean usable(Account account, Stream stream, Set<String> tried) {
        return account.accepting(stream) && !tried.contains(account.name());
    }

    private static List<RoutingRule.Share> shares(Set<String> names) {
        return names.stream().map(name -> new RoutingRule.Share(name, 1)).toList();
    }
}
