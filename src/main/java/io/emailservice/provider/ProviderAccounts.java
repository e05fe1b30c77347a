package io.emailservice.provider;

import io.emailservice.config.Section;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * All provider accounts by name, in file order: section {@code providers} of the configuration.
 *
 * @param accounts never empty after {@link #from}
 */
public record ProviderAccounts(Map<String, AccountConfig> accounts) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    public ProviderAccounts {
        accounts = Collections.unmodifiableMap(new LinkedHashMap<>(accounts));
    }

    /**
     * Reads every account with its provider's own reader.
     *
     * @param kinds readers by what an account names as its provider; each ends its section
     */
    public static ProviderAccounts from(Section section, Map<String, Function<Section, AccountConfig>> kinds) {
        Map<String, AccountConfig> accounts = new LinkedHashMap<>();
        for (String name : section.names()) {
            if (!NAME.matcher(name).matches()) {
                section.problem(name, "must be named with up to 63 lower-case letters, digits and hyphens");
            }
            Section account = section.section(name);
            String kind = account.requiredText("kind");
            Function<Section, AccountConfig> reader = kinds.get(kind);
            if (reader != null) {
                accounts.put(name, reader.apply(account));
            } else if (!kind.isEmpty()) {
                account.problem("kind", "must be one of " + new TreeSet<>(kinds.keySet()));
            }
        }
        if (section.names().isEmpty()) {
            section.problem("<account>", "at least one is required");
        }
        return new ProviderAccounts(accounts);
    }
}
