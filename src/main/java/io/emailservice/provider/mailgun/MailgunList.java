package io.emailservice.provider.mailgun;

import io.emailservice.message.Suppression;
import io.emailservice.message.SuppressionPage;
import io.emailservice.message.SuppressionReason;
import io.emailservice.provider.SuppressionList;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One list of Mailgun. It is in the order of addresses and can't be asked what is new, so every round reads all of it;
 * the cursor is the path of the next page, never its host.
 */
final class MailgunList implements SuppressionList {
    private static final Logger LOG = LoggerFactory.getLogger(MailgunList.class);
    private static final int BATCH = 500;
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;

    private final Calls calls;
    private final MailgunConfig config;
    private final Clock clock;
    private final String name;
    private final SuppressionReason reason;
    private final String path;

    MailgunList(Calls calls, MailgunConfig config, Clock clock, String name, SuppressionReason reason) {
        this.calls = calls;
        this.config = config;
        this.clock = clock;
        this.name = name;
        this.reason = reason;
        this.path = "/v3/" + config.domain() + '/' + name;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean takes(SuppressionReason other) {
        return other == reason;
    }

    @Override
    public int batch() {
        return BATCH;
    }

    @Override
    public Future<SuppressionPage> read(String cursor) {
        ListPages pages = new ListPages(config.baseUrl(), path, reason, clock.instant());
        RequestOptions request =
                calls.request(HttpMethod.GET, cursor.isEmpty() ? pages.first() : pages.checked(cursor));
        return call(request, null, OK).map(answer -> pages.read(answer.body()));
    }

    /** One address that Mailgun won't have would keep all others waiting: it is found by halves and left out. */
    @Override
    public Future<Void> add(List<Suppression> suppressions) {
        return addSome(suppressions).compose(added -> {
            if (added < suppressions.size()) {
                LOG.warn("event=suppressions_refused list={} count={}", path, suppressions.size() - added);
            }
            return added == 0 && suppressions.size() > 1
                    ? Future.failedFuture(new ListFailed("refuses every address"))
                    : Future.succeededFuture();
        });
    }

    private Future<Integer> addSome(List<Suppression> suppressions) {
        int size = suppressions.size();
        return post(suppressions).compose(taken -> {
            if (taken || size == 1) {
                return Future.succeededFuture(taken ? size : 0);
            }
            return addSome(suppressions.subList(0, size / 2))
                    .compose(first ->
                            addSome(suppressions.subList(size / 2, size)).map(second -> first + second));
        });
    }

    /** False if something about the addresses is wrong. */
    private Future<Boolean> post(List<Suppression> suppressions) {
        JsonArray items = new JsonArray();
        suppressions.forEach(suppression -> items.add(item(suppression.address())));
        RequestOptions request = calls.request(HttpMethod.POST, path).putHeader("Content-Type", "application/json");
        return call(request, items.toBuffer(), BAD_REQUEST).map(answer -> answer.status() == OK);
    }

    @Override
    public Future<Void> remove(String address) {
        String encoded = URLEncoder.encode(address, StandardCharsets.UTF_8);
        return call(calls.request(HttpMethod.DELETE, path + '/' + encoded), null, NOT_FOUND)
                .mapEmpty();
    }

    private JsonObject item(String address) {
        JsonObject item = new JsonObject().put("address", address);
        return switch (reason) {
            case HARD_BOUNCE -> item.put("code", "550").put("error", "suppressed by the sender");
            case UNSUBSCRIBE -> item.put("tags", new JsonArray().add("*"));
            default -> item;
        };
    }

    private Future<Answer.Received> call(RequestOptions request, @Nullable Buffer body, int alsoFine) {
        return calls.exchange(request, body, config.sender().timeout()).compose(answer -> {
            if (!(answer instanceof Answer.Received received)) {
                return Future.failedFuture(new ListFailed("no answer"));
            }
            boolean fine = received.status() == OK || received.status() == alsoFine;
            return fine
                    ? Future.succeededFuture(received)
                    : Future.failedFuture(new ListFailed("status " + received.status()));
        });
    }

    /** A call that didn't do what it should; carries no address. */
    static final class ListFailed extends RuntimeException {
        private static final long serialVersionUID = 1;

        ListFailed(String reason) {
            super("Mailgun's suppression lists: " + reason, null, false, false);
        }
    }
}
