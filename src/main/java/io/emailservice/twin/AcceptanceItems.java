package io.emailservice.twin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emailservice.twin.feedback.Truth;
import io.emailservice.twin.ledger.Acceptance;
import io.emailservice.twin.ledger.Ledger;
import io.emailservice.twin.wire.Json;
import java.util.List;

/** Acceptances as the control routes show them, with the truth about each recipient. */
final class AcceptanceItems {
    private final Ledger ledger;
    private final Truth truth;

    AcceptanceItems(Ledger ledger, Truth truth) {
        this.ledger = ledger;
        this.truth = truth;
    }

    ArrayNode of(List<Acceptance> acceptances) {
        ArrayNode items = Json.array();
        for (Acceptance acceptance : acceptances) {
            ObjectNode item = items.addObject()
                    .put("number", acceptance.number())
                    .put("id", acceptance.messageId())
                    .put("provider", acceptance.source().label())
                    .put("providerMessageId", acceptance.providerId())
                    .put("at", acceptance.at().toString())
                    .put("answered", acceptance.answered())
                    .put("size", acceptance.size())
                    .put("attributes", acceptance.attributes());
            ArrayNode recipients = item.putArray("recipients");
            acceptance.recipients().forEach(recipients::add);
            ArrayNode truths = item.putArray("truth");
            int entry = ledger.firstEntryOf(acceptance.number());
            for (int i = 0; i < acceptance.recipients().size(); i++) {
                truths.add(truth.of(entry + i));
            }
        }
        return items;
    }
}
