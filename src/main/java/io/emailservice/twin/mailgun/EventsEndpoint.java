package io.emailservice.twin.mailgun;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emailservice.twin.ledger.Entry;
import io.emailservice.twin.ledger.Ledger;
import io.emailservice.twin.ledger.Source;
import io.emailservice.twin.wire.Answer;
import io.emailservice.twin.wire.Endpoint;
import io.emailservice.twin.wire.Json;
import io.emailservice.twin.wire.MalformedBody;
import io.emailservice.twin.wire.Query;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /v3/{domain}/events}: an accepted event for every recipient of every acceptance, visible only after a
 * while, as Mailgun's events are.
 */
final class EventsEndpoint implements Endpoint {
    private static final String ROUTE = "/events";

    private final MailgunDomains domains;
    private final Ledger ledger;
    private final MailgunSettings settings;
    private final Clock clock;

    EventsEndpoint(MailgunDomains domains, Ledger ledger, MailgunSettings settings, Clock clock) {
        this.domains = domains;
        this.ledger = ledger;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public Kind kind() {
        return Kind.READ;
    }

    @Override
    public Answer answer(HttpServerRequest request, byte[] body) {
        Answer closed = domains.refusal(request, false);
        if (closed != null) {
            return closed;
        }
        String path = request.path();
        int route = path.indexOf(ROUTE, MailgunDomains.PREFIX.length());
        String token = path.substring(route + ROUTE.length());
        try {
            EventsPage page = token.length() > 1
                    ? EventsPage.of(token.substring(1))
                    : EventsPage.first(Query.of(request.query()));
            String base = "http://" + request.authority() + path.substring(0, route + ROUTE.length()) + '/';
            return answer(page, domains.number(request), base);
        } catch (MalformedBody malformed) {
            return MailgunAnswers.message(400, String.valueOf(malformed.getMessage()));
        }
    }

    private Answer answer(EventsPage page, int domain, String base) {
        List<Entry> entries = entries(page, domain);
        ObjectNode answer = Json.object();
        ArrayNode items = answer.putArray("items");
        entries.forEach(entry -> items.add(EventItem.accepted(entry)));

        Integer newest = null;
        Integer oldest = null;
        if (!entries.isEmpty()) {
            int first = entries.get(0).number();
            int last = entries.get(entries.size() - 1).number();
            oldest = Math.min(first, last);
            newest = Math.max(first, last) + 1;
        }
        Integer onward = page.ascending() ? newest : oldest;
        Integer backward = page.ascending() ? oldest : newest;
        Integer stay = page.boundary() == null ? Integer.valueOf(start(page)) : page.boundary();
        answer.putObject("paging")
                .put(
                        "previous",
                        base + page.at(backward == null ? stay : backward, true).token())
                .put("first", base + page.at(null, false).token())
                .put(
                        "last",
                        base
                                + page.at(page.ascending() ? ledger.endEntry() : ledger.firstEntry(), true)
                                        .token())
                .put(
                        "next",
                        base + page.at(onward == null ? stay : onward, false).token());
        return Answer.json(200, answer.toString());
    }

    private List<Entry> entries(EventsPage page, int domain) {
        Set<String> kinds = page.words("event");
        boolean wanted = (kinds == null || kinds.contains("accepted")) && page.words("severity") == null;
        if (!wanted) {
            return List.of();
        }
        int from = page.boundary() == null ? start(page) : page.boundary();
        int low = page.low() == Long.MIN_VALUE ? ledger.firstEntry() : ledger.entryAt(page.low());
        int high = visibleEnd(page.high());
        boolean up = page.scansUp();
        List<Entry> found = candidates(page, up ? Math.max(from, low) : low, up ? high : Math.min(from, high), up)
                .mapToObj(ledger::entry)
                .filter(entry -> isOf(entry, domain) && matches(entry, page))
                .limit(page.limit())
                .collect(java.util.stream.Collectors.toCollection(ArrayList::new));
        if (page.back()) {
            Collections.reverse(found);
        }
        return found;
    }

    /** The entries of {@code [low, high)} that an index offers, in the order of the scan. */
    private IntStream candidates(EventsPage page, int low, int high, boolean up) {
        List<Integer> indexed = indexed(page);
        if (indexed == null) {
            IntUnaryOperator place = up ? i -> low + i : i -> high - 1 - i;
            return IntStream.range(0, Math.max(0, high - low)).map(place);
        }
        IntStream sorted = indexed.stream()
                .mapToInt(Integer::intValue)
                .filter(entry -> entry >= low && entry < high)
                .map(entry -> up ? entry : -entry)
                .sorted();
        return up ? sorted : sorted.map(entry -> -entry);
    }

    private @Nullable List<Integer> indexed(EventsPage page) {
        String id = page.filters().get("message-id");
        if (id != null) {
            String bare = SendForm.withoutBrackets(id);
            return bare == null ? List.of() : ledger.entriesWithProviderId(Source.MAILGUN, bare);
        }
        String recipient = page.filters().get("recipient");
        return recipient == null || recipient.contains(" OR ") ? null : ledger.entriesOf(recipient);
    }

    private static boolean isOf(Entry entry, int domain) {
        return entry.acceptance().source() == Source.MAILGUN
                && entry.acceptance().account() == domain;
    }

    private static boolean matches(Entry entry, EventsPage page) {
        Set<String> recipients = page.words("recipient");
        Set<String> tags = page.words("tags");
        return (recipients == null || recipients.stream().anyMatch(entry.recipient()::equalsIgnoreCase))
                && (tags == null || EventItem.tags(entry).stream().anyMatch(tags::contains));
    }

    /** Where the first page begins. */
    private int start(EventsPage page) {
        return page.ascending() == page.back() ? visibleEnd(page.high()) : ledger.firstEntry();
    }

    /** Behind the last entry that is old enough to be seen and not newer than {@code high}. */
    private int visibleEnd(long high) {
        long visible = clock.millis() - settings.eventDelay().toMillis();
        return ledger.entryAt(Math.min(high, visible) + 1);
    }
}
