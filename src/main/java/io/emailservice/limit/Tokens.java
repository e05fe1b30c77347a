package io.emailservice.limit;

import java.util.List;

/** What a message has taken: as many tokens as it has recipients, of each scope. */
public final class Tokens implements Limits.Answer {
    static final Tokens NONE = new Tokens(List.of(), 0);

    private final List<Scope> scopes;
    private final int each;

    Tokens(List<Scope> scopes, int each) {
        this.scopes = List.copyOf(scopes);
        this.each = each;
    }

    List<Scope> scopes() {
        return scopes;
    }

    int each() {
        return each;
    }
}
