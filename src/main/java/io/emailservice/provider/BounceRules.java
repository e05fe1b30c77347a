package io.emailservice.provider;

import io.emailservice.message.Diagnosis;
import io.emailservice.message.Diagnosis.Bounce;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Judges refusals of receiving servers by the rules of {@code bounces.tsv}. A clear text wins over a code, for servers
 * put the code of a missing mailbox on refusals of the sender; a clear code wins over the rest of the texts; the plain
 * SMTP code is the last resort. Safe from any thread.
 */
public final class BounceRules {
    private static final BounceRules SHARED = new BounceRules(RuleFile.read(BounceRules.class, "bounces.tsv"));

    private final RuleFile rules;

    private BounceRules(RuleFile rules) {
        this.rules = rules;
    }

    public static BounceRules shared() {
        return SHARED;
    }

    /**
     * Judges a final refusal.
     *
     * @param code SMTP code, enhanced code or a provider's own, or null
     * @param enhanced enhanced code, or null
     * @param text what the server wrote; may be empty
     * @param otherwise the provider's own judgement: counts where the evidence has no clear word
     */
    public Diagnosis bounce(@Nullable String code, @Nullable String enhanced, String text, BounceVerdict otherwise) {
        BounceEvidence evidence = BounceEvidence.of(code, enhanced, text);
        BounceVerdict verdict = verdict(evidence).orElse(otherwise);
        Bounce bounce = evidence.temporary() ? Bounce.SOFT : verdict.bounce();
        return diagnosis(bounce, verdict, evidence, code, text);
    }

    /** Judges a refusal after which the provider tries again. */
    public Diagnosis deferral(@Nullable String code, @Nullable String enhanced, String text, BounceVerdict otherwise) {
        BounceEvidence evidence = BounceEvidence.of(code, enhanced, text);
        return diagnosis(null, verdict(evidence).orElse(otherwise), evidence, code, text);
    }

    private Optional<BounceVerdict> verdict(BounceEvidence evidence) {
        return byText("clear-text", evidence)
                .or(() -> byCode("code", evidence.enhancedCode()))
                .or(() -> byText("text", evidence))
                .or(() -> byCode("vague-code", evidence.enhancedCode()))
                .or(() -> evidence.enhancedCode() == null ? bySmtpCode(evidence) : Optional.empty());
    }

    private Optional<BounceVerdict> bySmtpCode(BounceEvidence evidence) {
        String code = evidence.smtpCode();
        return code == null ? Optional.empty() : rules.exact("smtp", code);
    }

    private Optional<BounceVerdict> byCode(String kind, @Nullable String code) {
        return code == null
                ? Optional.empty()
                : rules.exact(kind, code).or(() -> rules.exact(kind, "x" + code.substring(1)));
    }

    private Optional<BounceVerdict> byText(String kind, BounceEvidence evidence) {
        String text = evidence.text();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        for (Map.Entry<Pattern, BounceVerdict> rule : rules.patterns(kind)) {
            if (rule.getKey().matcher(text).find()) {
                return Optional.of(rule.getValue());
            }
        }
        return Optional.empty();
    }

    private static Diagnosis diagnosis(
            @Nullable Bounce bounce,
            BounceVerdict verdict,
            BounceEvidence evidence,
            @Nullable String code,
            String text) {
        String shown = evidence.smtpCode() == null ? code : evidence.smtpCode();
        return new Diagnosis(bounce, verdict.fault(), verdict.reason(), shown, evidence.enhancedCode(), text);
    }
}
