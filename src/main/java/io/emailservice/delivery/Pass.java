package io.emailservice.delivery;

import io.emailservice.limit.Tokens;

/**
 * The account for an attempt with the tokens that were taken for it. Belongs to the event loop of the delivery.
 */
final class Pass {
    private final Routing.Route.Via via;
    private final Tokens tokens;
    private boolean used;

    Pass(Routing.Route.Via via, Tokens tokens) {
        this.via = via;
        this.tokens = tokens;
    }

    Routing.Route.Via via() {
        return via;
    }

    String account() {
        return via.account().name();
    }

    Tokens tokens() {
        return tokens;
    }

    /** The provider was called: the tokens are gone. */
    void use() {
        used = true;
    }

    boolean used() {
        return used;
    }
}
