package io.emailservice.api;

import io.emailservice.config.Secret;
import io.emailservice.config.Section;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One API key of the configuration.
 *
 * @param name for logs and audit
 * @param tenant the only tenant it may act for, or null for all
 * @param key the key itself, for development; empty if {@code hmac} is given
 * @param hmac HMAC-SHA256 of the key under {@code http.keySecret} in hexadecimal, or empty
 */
public record ApiKeyConfig(String name, @Nullable String tenant, Set<Right> rights, Secret key, String hmac) {
    private static final int MIN_LENGTH = 16;
    private static final int HMAC_LENGTH = 64;

    public ApiKeyConfig {
        rights = Set.copyOf(rights);
    }

    static ApiKeyConfig from(Section section) {
        ApiKeyConfig config = new ApiKeyConfig(
                section.requiredText("name"),
                section.optionalText("tenant"),
                rights(section),
                section.secret("key", ""),
                section.text("hmac", ""));
        config.check(section);
        section.end();
        return config;
    }

    private static Set<Right> rights(Section section) {
        Set<Right> rights = EnumSet.noneOf(Right.class);
        for (String name : section.texts("rights", List.of(Right.SEND.wire(), Right.READ.wire()))) {
            Right right = Right.BY_NAME.get(name);
            if (right == null) {
                section.problem(
                        "rights",
                        "must be of " + Right.BY_NAME.keySet().stream().sorted().toList());
            } else {
                rights.add(right);
            }
        }
        return rights;
    }

    private void check(Section section) {
        if (key.value().isEmpty() == hmac.isEmpty()) {
            section.problem("key", "must be given, or hmac, but not both");
        }
        if (!key.value().isEmpty() && key.value().length() < MIN_LENGTH) {
            section.problem("key", "must have at least " + MIN_LENGTH + " characters");
        }
        if (!hmac.isEmpty() && (hmac.length() != HMAC_LENGTH || !hmac.chars().allMatch(HexFormat::isHexDigit))) {
            section.problem("hmac", "must be " + HMAC_LENGTH + " hexadecimal digits");
        }
    }
}
