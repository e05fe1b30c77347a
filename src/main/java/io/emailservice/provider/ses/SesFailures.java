package io.emailservice.provider.ses;

import io.emailservice.message.Diagnosis;
import io.emailservice.message.FailureClass;
import io.emailservice.provider.BounceRules;
import io.emailservice.provider.BounceVerdict;
import io.emailservice.provider.RuleFile;
import io.emailservice.provider.Tree;
import java.util.Optional;

/** Why SES didn't deliver, by its own types and then by what the receiving server wrote. */
final class SesFailures {
    private static final RuleFile RULES = RuleFile.read(SesFailures.class, "bounces.tsv");

    private SesFailures() {}

    /** SES made no attempt, because the address is on one of its lists. */
    static boolean listed(Tree bounce) {
        return verdict("listed", bounce, "bounceSubType").isPresent();
    }

    /** The same for an address that once complained. */
    static boolean complaintListed(Tree complaint) {
        return verdict("listed", complaint, "complaintSubType").isPresent();
    }

    static Diagnosis bounce(Tree bounce, SesRecipient recipient) {
        BounceVerdict byType = verdict("fallback", bounce, "bounceType").orElse(BounceVerdict.UNCLEAR);
        Diagnosis byServer = byServer(recipient, byType);
        return verdict("subtype", bounce, "bounceSubType")
                .map(verdict -> new Diagnosis(
                        verdict.bounce(),
                        verdict.fault(),
                        verdict.reason(),
                        byServer.code(),
                        byServer.enhancedCode(),
                        byServer.text()))
                .orElse(byServer);
    }

    /** Only what SES calls permanent can be for good; but not all that it calls so is. */
    private static Diagnosis byServer(SesRecipient recipient, BounceVerdict byType) {
        Diagnosis byServer = BounceRules.shared().bounce(null, recipient.status(), recipient.diagnostic(), byType);
        return byType.bounce() == Diagnosis.Bounce.HARD ? byServer : byServer.softened();
    }

    static Diagnosis deferral(Tree delay, SesRecipient recipient) {
        return BounceRules.shared()
                .deferral(
                        null,
                        recipient.status(),
                        recipient.diagnostic(),
                        verdict("delay", delay, "delayType").orElse(BounceVerdict.UNCLEAR));
    }

    /** Refused by SES itself: content that it found bad, or an address on one of its lists. */
    static Diagnosis rejection(Tree detail, String event) {
        if (event.equals("Reject")) {
            return new Diagnosis(null, FailureClass.CONTENT, "content_refused", null, null, detail.text("reason", ""));
        }
        String subType = detail.text("bounceSubType", detail.text("complaintSubType", ""));
        BounceVerdict verdict = RULES.exact("listed", subType).orElse(BounceVerdict.UNCLEAR);
        String reason = event.equals("Complaint") ? "listed_complaint" : verdict.reason();
        return new Diagnosis(null, verdict.fault(), reason, subType, null, "");
    }

    static Diagnosis rendering(Tree failure) {
        return new Diagnosis(null, FailureClass.CONTENT, "not_rendered", null, null, failure.text("errorMessage", ""));
    }

    private static Optional<BounceVerdict> verdict(String kind, Tree detail, String field) {
        return RULES.exact(kind, detail.text(field, ""));
    }
}
