package io.emailservice.delivery;

import io.emailservice.message.Stream;
import java.util.LinkedHashMap;
import java.util.Map;

/** Accounts whose breakers a test switches. */
final class Accounts {
    private final Map<String, Account> all = new LinkedHashMap<>();
    private final Map<String, Boolean> accepting = new LinkedHashMap<>();
    private final Map<String, Integer> rooms = new LinkedHashMap<>();

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
            public boolean accepting(Stream stream) {
                return accepting.get(name);
            }

            @Override
            public int room(int permits) {
                return rooms.getOrDefault(name, permits);
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

    /** How many permits are of use. */
    void room(String name, int permits) {
        rooms.put(name, permits);
    }

    Map<String, Account> byName() {
        return all;
    }
}
