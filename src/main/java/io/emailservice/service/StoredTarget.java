package io.emailservice.service;

import io.emailservice.message.HoldTarget;
import io.emailservice.message.Mailbox;
import io.emailservice.store.StoredMessage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.Set;

/** What holds can match of a message that is kept. Pure. */
final class StoredTarget {
    private StoredTarget() {}

    static HoldTarget of(StoredMessage message) {
        JsonObject request = new JsonObject(message.document());
        JsonObject template = request.getJsonObject("template", new JsonObject());
        Object campaign = request.getJsonObject("metadata", new JsonObject()).getValue("campaign");
        Set<String> domains = new HashSet<>();
        domains.add(Mailbox.of(message.recipient()).domain());
        addDomains(domains, request, "cc");
        addDomains(domains, request, "bcc");
        return new HoldTarget(
                message.tenant(),
                campaign == null ? null : campaign.toString(),
                template.getString("id"),
                template.getInteger("version"),
                domain(request.getJsonObject("from", new JsonObject())),
                domains);
    }

    private static void addDomains(Set<String> domains, JsonObject request, String field) {
        JsonArray mailboxes = request.getJsonArray(field, new JsonArray());
        for (int i = 0; i < mailboxes.size(); i++) {
            domains.add(domain(mailboxes.getJsonObject(i)));
        }
    }

    private static String domain(JsonObject mailbox) {
        return Mailbox.of(mailbox.getString("email", "")).domain();
    }
}
