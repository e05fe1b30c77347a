package io.emailservice.store;

import io.emailservice.message.Content;
import io.emailservice.message.Submission;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Says how a request differs from the first one with its idempotency key. */
public final class UsedKey {
    private UsedKey() {}

    /** For a reader, such as {@code already used for another request (differs in: content.subject, to), message 0190…}. */
    public static Future<String> said(Messages messages, StoredMessage first, Submission other) {
        return messages.content(first)
                .map(content -> said(first.id(), differences(first, content.orElse(null), other)))
                .recover(unknown -> Future.succeededFuture(said(first.id(), List.of())));
    }

    private static String said(UUID first, List<String> members) {
        String where = members.isEmpty() ? "" : " (differs in: " + String.join(", ", members) + ")";
        return "already used for another request" + where + ", message " + first;
    }

    /**
     * Names of the members that differ, in the order of the alphabet; those of the content one by one.
     *
     * @param content of the first one, or null if it has none or it isn't kept any more
     */
    static List<String> differences(StoredMessage first, @Nullable Content content, Submission other) {
        JsonObject before = new JsonObject(first.document());
        JsonObject now = new JsonObject(other.document());
        TreeSet<String> names = new TreeSet<>(before.fieldNames());
        names.addAll(now.fieldNames());
        names.removeIf(name -> Objects.equals(before.getValue(name), now.getValue(name)));
        names.addAll(inContent(first.contentHash(), content, other.request().content()));
        return new ArrayList<>(names);
    }

    private static List<String> inContent(@Nullable UUID hash, @Nullable Content first, @Nullable Content other) {
        if (Objects.equals(hash, Optional.ofNullable(other).map(Hashes::content).orElse(null))) {
            return List.of();
        }
        if (first == null || other == null) {
            return List.of("content");
        }
        List<String> parts = new ArrayList<>();
        addIfOther(parts, "content.subject", first.subject(), other.subject());
        addIfOther(parts, "content.html", first.html(), other.html());
        addIfOther(parts, "content.text", first.text(), other.text());
        return parts;
    }

    private static void addIfOther(List<String> parts, String name, @Nullable String first, @Nullable String other) {
        if (!Objects.equals(first, other)) {
            parts.add(name);
        }
    }
}
