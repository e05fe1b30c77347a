package io.emailservice.webhook;

import io.emailservice.config.Secret;
import io.emailservice.config.Section;
import io.emailservice.provider.mailgun.MailgunSignature;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Section {@code webhooks.mailgun}: whose posts are Mailgun's.
 *
 * @param signingKeys HTTP webhook signing keys by a name of the operator's choice; all of them hold, so that one can be
 *     changed, and that of a parent account stands beside its subaccount's
 * @param accounts keys of accounts that have their own, by name under {@code providers} and again by name; they alone hold
 *     for posts to {@code /webhooks/mailgun/ACCOUNT}
 * @param back how old a signature may be: Mailgun repeats a post for 8 hours
 * @param ahead how far in the future it may be
 */
public record MailgunPosts(
        Map<String, Secret> signingKeys, Map<String, Map<String, Secret>> accounts, Duration back, Duration ahead) {

    public static final MailgunPosts DEFAULTS =
            new MailgunPosts(Map.of(), Map.of(), MailgunSignature.WINDOW_BACK, MailgunSignature.WINDOW_AHEAD);

    private static final String KEYS = "signingKeys";
    private static final int MAX_KEYS = 8;

    public MailgunPosts {
        signingKeys = Map.copyOf(signingKeys);
        accounts = Map.copyOf(accounts);
    }

    static MailgunPosts from(Section section) {
        MailgunPosts config = new MailgunPosts(
                keys(section),
                section.sections("accounts", DEFAULTS.accounts, account -> {
                    Map<String, Secret> keys = keys(account);
                    if (keys.isEmpty()) {
                        account.problem(KEYS, "needs at least one key");
                    }
                    account.end();
                    return keys;
                }),
                section.duration("back", DEFAULTS.back, Duration.ofMinutes(1), Duration.ofDays(30)),
                section.duration("ahead", DEFAULTS.ahead, Duration.ofSeconds(1), Duration.ofDays(1)));
        section.end();
        return config;
    }

    /** The keys that hold for posts to an account's own address. */
    List<Secret> keysOf(String account) {
        return List.copyOf(accounts.getOrDefault(account, signingKeys).values());
    }

    private static Map<String, Secret> keys(Section section) {
        Section keys = section.section(KEYS);
        Map<String, Secret> result = new LinkedHashMap<>();
        for (String name : keys.names()) {
            Secret key = keys.secret(name, "");
            if (key.value().isBlank()) {
                keys.problem(name, "must not be empty");
            } else {
                result.put(name, key);
            }
        }
        if (result.size() > MAX_KEYS) {
            section.problem(KEYS, "must be at most " + MAX_KEYS);
        }
        return result;
    }
}
