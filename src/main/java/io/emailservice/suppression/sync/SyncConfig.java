package io.emailservice.suppression.sync;

import io.emailservice.config.Section;
import io.emailservice.message.Stream;
import io.emailservice.message.Suppression;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Section {@code suppression.sync}.
 *
 * @param interval from the end of a round to the beginning of the next one
 * @param callsPerSecond most calls per account
 * @param unsubscribeStream the stream that a provider's unsubscribes hold for, {@code *} for every one
 * @param accounts by name of the provider account; without any there is no sync
 */
public record SyncConfig(
        Duration interval, double callsPerSecond, String unsubscribeStream, Map<String, Account> accounts) {
    public static final SyncConfig DEFAULTS = new SyncConfig(Duration.ofHours(1), 1, Stream.BULK.wire(), Map.of());

    private static final Map<String, String> STREAMS = Map.of(
            Stream.BULK.wire(),
            Stream.BULK.wire(),
            Stream.TRANSACTIONAL.wire(),
            Stream.TRANSACTIONAL.wire(),
            Suppression.EVERY_STREAM,
            Suppression.EVERY_STREAM);

    public SyncConfig {
        accounts = Map.copyOf(accounts);
    }

    /**
     * What is synced for one account.
     *
     * @param tenants whose mail goes through the account
     * @param pull whether its lists become ours
     * @param push whether ours, and removals, become its own
     */
    public record Account(List<String> tenants, boolean pull, boolean push) {
        public Account {
            tenants = List.copyOf(tenants);
        }

        static Account from(Section section) {
            Account account = new Account(
                    section.texts("tenants", List.of("default")),
                    section.flag("pull", true),
                    section.flag("push", true));
            if (account.tenants.isEmpty() || account.tenants.stream().anyMatch(String::isBlank)) {
                section.problem("tenants", "must name at least one tenant");
            }
            section.end();
            return account;
        }
    }

    public static SyncConfig from(Section section) {
        SyncConfig config = new SyncConfig(
                section.duration("interval", DEFAULTS.interval, Duration.ofSeconds(1), Duration.ofDays(7)),
                section.number("callsPerSecond", DEFAULTS.callsPerSecond, 0.01, 100),
                section.choice("unsubscribeStream", DEFAULTS.unsubscribeStream, STREAMS),
                section.sections("accounts", DEFAULTS.accounts, Account::from));
        section.end();
        return config;
    }

    /** Least time between two calls to an account. */
    Duration pause() {
        return Duration.ofMillis(Math.max(1, Math.round(1_000 / callsPerSecond)));
    }
}
