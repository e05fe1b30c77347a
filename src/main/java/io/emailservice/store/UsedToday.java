package io.emailservice.store;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Hashes under which this process stored something today, so that a campaign doesn't write the same again for every
 * message. Safe from any thread.
 */
final class UsedToday {
    private static final int REMEMBERED = 20_000;

    private final Clock clock;
    private final Set<UUID> hashes = ConcurrentHashMap.newKeySet();
    private volatile LocalDate day = LocalDate.EPOCH;

    UsedToday(Clock clock) {
        this.clock = clock;
    }

    LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    boolean has(UUID hash) {
        LocalDate today = today();
        if (!today.equals(day) || hashes.size() > REMEMBERED) {
            day = today;
            hashes.clear();
        }
        return hashes.contains(hash);
    }

    void add(UUID hash) {
        hashes.add(hash);
    }
}
