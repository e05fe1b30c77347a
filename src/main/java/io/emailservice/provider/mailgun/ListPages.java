package io.emailservice.provider.mailgun;

import io.emailservice.message.Suppression;
import io.emailservice.message.SuppressionPage;
import io.emailservice.message.SuppressionReason;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** Reads pages of a list. Pure. */
final class ListPages {
    /** An item may quote a long refusal, and an answer is bounded. */
    private static final int LIMIT = 300;

    private static final String EVERY_TAG = "*";

    private final URI base;
    private final String path;
    private final SuppressionReason reason;
    private final Instant now;

    /**
     * Reads pages.
     *
     * @param now for items that don't say since when
     */
    ListPages(URI base, String path, SuppressionReason reason, Instant now) {
        this.base = base;
        this.path = path;
        this.reason = reason;
        this.now = now;
    }

    String first() {
        return path + "?limit=" + LIMIT;
    }

    /** A cursor, if it leads to this list; else the first page. */
    String checked(String cursor) {
        return cursor.startsWith(path + '?') ? cursor : first();
    }

    /** The address of the next page is taken only if it leads to the same list at the same host. */
    SuppressionPage read(Buffer body) {
        try {
            JsonObject answer = new JsonObject(body);
            JsonArray items = answer.getJsonArray("items");
            if (items == null) {
                throw new MailgunList.ListFailed("no list of items");
            }
            if (items.isEmpty()) {
                return new SuppressionPage(List.of(), "", true);
            }
            String next = answer.getJsonObject("paging", new JsonObject()).getString("next", "");
            return new SuppressionPage(read(items), pinned(next), false);
        } catch (DecodeException | ClassCastException malformed) {
            throw new MailgunList.ListFailed("an answer that isn't as documented");
        }
    }

    private String pinned(String next) {
        try {
            URI url = URI.create(next);
            String target = url.getRawPath() + '?' + url.getRawQuery();
            if (base.getHost().equalsIgnoreCase(url.getHost())
                    && url.getUserInfo() == null
                    && (url.getPort() == base.getPort() || url.getPort() < 0)
                    && target.startsWith(path + '?')) {
                return target;
            }
        } catch (IllegalArgumentException notAUrl) {
            // falls through to the one refusal below
        }
        throw new MailgunList.ListFailed("the next page is said to be elsewhere");
    }

    private List<Suppression> read(JsonArray items) {
        List<Suppression> suppressions = new ArrayList<>(items.size());
        for (int i = 0; i < items.size(); i++) {
            JsonObject item = items.getJsonObject(i);
            if (holdsForAllMail(item)) {
                suppressions.add(new Suppression(
                        item.getString("address", ""),
                        Suppression.EVERY_STREAM,
                        reason,
                        "mailgun",
                        time(item.getString("created_at", "")),
                        null));
            }
        }
        return suppressions;
    }

    /** Who unsubscribed from a tag of somebody's choice still wants the rest, and we know no tags. */
    private boolean holdsForAllMail(JsonObject item) {
        if (reason != SuppressionReason.UNSUBSCRIBE) {
            return true;
        }
        JsonArray tags = item.getJsonArray("tags");
        return tags == null ? item.getString("tag", EVERY_TAG).equals(EVERY_TAG) : tags.contains(EVERY_TAG);
    }

    private Instant time(String text) {
        try {
            String offset = text.endsWith(" UTC") ? text.substring(0, text.length() - 3) + "GMT" : text;
            Instant time = DateTimeFormatter.RFC_1123_DATE_TIME
                    .parse(offset, OffsetDateTime::from)
                    .toInstant();
            return time.isAfter(now) ? now : time;
        } catch (DateTimeException notATime) {
            return now;
        }
    }
}
