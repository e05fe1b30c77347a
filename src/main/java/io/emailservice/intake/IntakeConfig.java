package io.emailservice.intake;

import io.emailservice.config.Section;
import io.emailservice.message.Mailbox;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Section {@code intake}.
 *
 * @param from sender by tenant, for requests that name none
 */
public record IntakeConfig(IntakeLimits limits, Map<String, Mailbox> from) {
    public static final IntakeConfig DEFAULTS = new IntakeConfig(IntakeLimits.DEFAULTS, Map.of());

    public IntakeConfig {
        from = Map.copyOf(from);
    }

    public static IntakeConfig from(Section section) {
        IntakeLimits limits = IntakeLimits.from(section.section("limits"));
        Map<String, Mailbox> from = section.sections("from", DEFAULTS.from, IntakeConfig::mailbox);
        section.end();
        return new IntakeConfig(limits, from);
    }

    private static Mailbox mailbox(Section section) {
        String email = section.requiredText("email");
        String checked = Addresses.toSendTo(email);
        if (checked == null && !email.isEmpty()) {
            section.problem("email", Addresses.whyRefused(email));
        }
        @Nullable String name = section.optionalText("name");
        if (name != null && !Texts.isOneLine(name)) {
            section.problem("name", Texts.ONE_LINE);
        }
        section.end();
        return new Mailbox(checked == null ? email : checked, name);
    }
}
