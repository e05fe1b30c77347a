package io.emailservice.twin.mailgun;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Bounces, unsubscribes and complaints of every domain. Entries are the JSON items that Mailgun shows. */
final class SuppressionLists {
    /** Over all domains and kinds. */
    static final int MOST = 100_000;

    private final TreeMap<String, ObjectNode> items = new TreeMap<>();

    /** The kinds of lists and their words. */
    enum Kind {
        BOUNCES("bounces", "bounces table", "Address not found in bounces table", "Bounced address has been removed"),
        UNSUBSCRIBES(
                "unsubscribes",
                "unsubscribes table",
                "Address not found in unsubscribers table",
                "Unsubscribe event has been removed"),
        COMPLAINTS(
                "complaints",
                "complaints table",
                "No spam complaints found for this address",
                "Spam complaint has been removed");

        final String route;
        final String table;
        final String notFound;
        final String removed;

        Kind(String route, String table, String notFound, String removed) {
            this.route = route;
            this.table = table;
            this.notFound = notFound;
            this.removed = removed;
        }
    }

    boolean hasRoom(int more) {
        return items.size() + more <= MOST;
    }

    void put(int domain, Kind kind, String address, ObjectNode item) {
        items.put(key(domain, kind, address), item);
    }

    @Nullable
    ObjectNode get(int domain, Kind kind, String address) {
        return items.get(key(domain, kind, address));
    }

    /** Items in the order of their addresses, from behind one on; from the first one if it is empty. */
    List<ObjectNode> after(int domain, Kind kind, String address, int limit) {
        String prefix = key(domain, kind, "");
        List<ObjectNode> page = new ArrayList<>();
        for (var item : items.tailMap(key(domain, kind, address), false).entrySet()) {
            if (page.size() == limit || !item.getKey().startsWith(prefix)) {
                break;
            }
            page.add(item.getValue());
        }
        return page;
    }

    /** Whether the address was there. */
    boolean remove(int domain, Kind kind, String address) {
        return items.remove(key(domain, kind, address)) != null;
    }

    void clear(int domain, Kind kind) {
        String prefix = key(domain, kind, "");
        items.keySet().removeIf(key -> key.startsWith(prefix));
    }

    void reset() {
        items.clear();
    }

    private static String key(int domain, Kind kind, String address) {
        return domain + "/" + kind.route + '/' + address.toLowerCase(Locale.ROOT);
    }
}
