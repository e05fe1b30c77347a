package io.emailservice.provider.ses;

import io.emailservice.provider.FeedbackTexts;
import io.emailservice.provider.Tree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One recipient of an event, with what its server said.
 *
 * @param address in lower case; null if the event names none for sure
 * @param action of the delivery report, for example {@code failed}
 * @param status enhanced code
 * @param diagnostic the server's answer; empty if unknown
 */
record SesRecipient(
        @Nullable String address,
        @Nullable String action,
        @Nullable String status,
        String diagnostic) {
    static final SesRecipient NOBODY = new SesRecipient(null, null, null, "");

    /** Those of a list of objects; the list may be missing. */
    static List<SesRecipient> of(Tree detail, String field) {
        List<SesRecipient> all = new ArrayList<>();
        for (Tree one : detail.objects(field)) {
            String address = FeedbackTexts.recipient(one.text("emailAddress"));
            if (address != null) {
                all.add(new SesRecipient(
                        address, one.text("action"), one.text("status"), one.text("diagnosticCode", "")));
            }
        }
        return all;
    }

    /** Those of a list of addresses; the list may be missing. */
    static List<SesRecipient> named(List<String> addresses) {
        List<SesRecipient> all = new ArrayList<>();
        for (String text : addresses) {
            String address = FeedbackTexts.recipient(text);
            if (address != null) {
                all.add(new SesRecipient(address, null, null, ""));
            }
        }
        return all;
    }

    /** The server is still trying: no bounce, whatever the event is called. */
    boolean delayed() {
        return "delayed".equals(action);
    }
}
