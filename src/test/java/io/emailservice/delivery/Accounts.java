package io.emailservice.delivery;

import java.util.LinkedHashMap;
import java.util.Map;

/** Accounts whose breakers a test switches. */
final class Accounts {
    private final Map<String, Account> all = new LinkedHashMap<>();
    private final Map<String, Boolean> accepting = new LinkedHashMap<>();

    Accounts with(String name, String kind) {
        accepting.put(name, true);
        all.put(name, new Account() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String kind() {
                return kind;
            }

            @Override
            public boolean accepting() {
                return accepting.get(name);
            }
        });
        return this;
    }

    void close(String name) {
        accepting.put(name, false);
    }

    void open(String name) {
        accepting.put(name, true);
    }

    Map<String, Account> byName() {
        return all;
    }
}
