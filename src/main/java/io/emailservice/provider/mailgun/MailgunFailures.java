package io.emailservice.provider.mailgun;

import io.emailservice.message.Diagnosis;
import io.emailservice.message.FailureClass;
import io.emailservice.provider.BounceRules;
import io.emailservice.provider.BounceVerdict;
import io.emailservice.provider.RuleFile;
import io.emailservice.provider.Tree;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why Mailgun didn't deliver, by its own codes and reasons and then by what the receiving server wrote. */
final class MailgunFailures {
    private static final RuleFile RULES = RuleFile.read(MailgunFailures.class, "bounces.tsv");

    private MailgunFailures() {}

    /** Mailgun made no attempt, because of a list or rule of its own. */
    static boolean listed(Tree event) {
        return verdict("listed", event).isPresent();
    }

    /** The code says for good; Mailgun's own codes above 600 do too. */
    static boolean permanentCode(Tree event) {
        String code = code(event);
        return code != null && (code.startsWith("5") || code.startsWith("6"));
    }

    static Diagnosis bounce(Tree event) {
        Diagnosis byServer =
                BounceRules.shared().bounce(code(event), enhancedCode(event), text(event), fallback(event));
        return decisive(event, byServer).orElse(byServer);
    }

    static Diagnosis deferral(Tree event) {
        Diagnosis byServer =
                BounceRules.shared().deferral(code(event), enhancedCode(event), text(event), BounceVerdict.UNCLEAR);
        return decisive(event, byServer).orElse(byServer);
    }

    /** Refused before any attempt: by a list of the provider, or by a policy that the event explains. */
    static Diagnosis rejection(Tree event) {
        Optional<BounceVerdict> listed = verdict("listed", event);
        if (listed.isPresent()) {
            BounceVerdict verdict = listed.get();
            return new Diagnosis(null, verdict.fault(), verdict.reason(), code(event), null, text(event));
        }
        Tree reject = event.at("reject");
        String text = joined(reject.text("reason"), reject.text("description"));
        boolean account =
                text.toLowerCase(Locale.ROOT).matches("(?s).*(?:sandbox|domain|account|authori[sz]ed|disabled).*");
        FailureClass fault = account ? FailureClass.SENDER_CONFIG : FailureClass.CONTENT;
        return new Diagnosis(null, fault, account ? "account" : "content_refused", null, null, text);
    }

    private static Optional<Diagnosis> decisive(Tree event, Diagnosis other) {
        return verdict("decisive", event)
                .map(verdict -> new Diagnosis(
                        other.bounce() == null ? null : verdict.bounce(),
                        verdict.fault(),
                        verdict.reason(),
                        other.code(),
                        other.enhancedCode(),
                        other.text()));
    }

    private static BounceVerdict fallback(Tree event) {
        return RULES.exact("fallback", event.text("reason", "")).orElse(BounceVerdict.UNCLEAR);
    }

    private static Optional<BounceVerdict> verdict(String kind, Tree event) {
        String code = code(event);
        return RULES.exact(kind, code == null ? "" : code).or(() -> RULES.exact(kind, event.text("reason", "")));
    }

    private static @Nullable String code(Tree event) {
        String code = event.at("delivery-status").text("code");
        return code != null && code.endsWith(".0") && code.length() == 5 ? code.substring(0, 3) : code;
    }

    private static @Nullable String enhancedCode(Tree event) {
        Tree status = event.at("delivery-status");
        String enhanced = status.text("enhanced-code");
        return enhanced == null ? status.text("bounce-code") : enhanced;
    }

    private static String text(Tree event) {
        Tree status = event.at("delivery-status");
        return joined(status.text("message"), status.text("description"));
    }

    private static String joined(@Nullable String one, @Nullable String other) {
        if (one == null || one.equals(other)) {
            return other == null ? "" : other;
        }
        return other == null ? one : one + " / " + other;
    }
}
