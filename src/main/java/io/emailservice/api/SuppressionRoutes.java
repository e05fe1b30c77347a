package io.emailservice.api;

import io.emailservice.message.Problem;
import io.emailservice.message.Suppression;
import io.emailservice.message.SuppressionRemoval;
import io.emailservice.message.SuppressionSearch;
import io.emailservice.suppression.EntryReader;
import io.emailservice.suppression.JsonLines;
import io.emailservice.suppression.SuppressionBook;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /v1/suppressions}: search, add up to a thousand, remove one. */
public final class SuppressionRoutes implements RouteMount {
    private static final String PATH = "/v1/suppressions";
    private static final String ONE = PATH + "/:address";
    private static final int MAX_BODY = 4 << 20;

    private final Authentication authentication;
    private final SuppressionBook book;
    private final EntryReader entries;

    public SuppressionRoutes(Authentication authentication, SuppressionBook book, EntryReader entries) {
        this.authentication = authentication;
        this.book = book;
        this.entries = entries;
    }

    @Override
    public void mount(Router router) {
        router.get(PATH).handler(authentication.requires(Right.READ)).handler(this::search);
        router.post(PATH).handler(authentication.requires(Right.MANAGE));
        router.post(PATH).handler(MessageRoutes::requireJson);
        router.post(PATH).handler(BodyHandler.create(false).setBodyLimit(MAX_BODY));
        router.post(PATH).handler(this::add);
        router.delete(ONE).handler(authentication.requires(Right.MANAGE)).handler(this::remove);
    }

    private void search(RoutingContext context) {
        SuppressionSearch search = new SuppressionQuery(context, entries).page();
        book.page(search)
                .compose(page -> JsonAnswer.of(context, 200, page(search, page)))
                .onFailure(context::fail);
    }

    private static JsonObject page(SuppressionSearch search, List<Suppression> page) {
        JsonArray list = new JsonArray();
        page.forEach(suppression -> list.add(JsonLines.toJson(suppression)));
        JsonObject json = new JsonObject().put("suppressions", list);
        return page.size() < search.limit()
                ? json
                : json.put("next", SuppressionQuery.cursor(SuppressionSearch.Place.of(page.get(page.size() - 1))));
    }

    private void add(RoutingContext context) {
        String tenant = SuppressionQuery.tenant(context);
        Map<String, String> defaults =
                Map.of(EntryReader.SOURCE, "api:" + Caller.of(context).name());
        List<Suppression> suppressions =
                new SuppressionBody(entries, defaults).read(context.body().buffer());
        book.add(tenant, suppressions)
                .compose(fresh -> JsonAnswer.of(
                        context,
                        200,
                        new JsonObject().put("accepted", fresh).put("duplicate", suppressions.size() - fresh)))
                .onFailure(context::fail);
    }

    private void remove(RoutingContext context) {
        book.remove(removal(context))
                .compose(answer -> switch (answer) {
                    case REMOVED -> context.response().setStatusCode(204).end();
                    case ABSENT -> Future.failedFuture(HttpProblem.of(404, "there is no such suppression"));
                    case STICKY ->
                        Future.failedFuture(HttpProblem.of(
                                409,
                                "the suppression stands for a complaint or a hard bounce: mailing the address again harms"
                                        + " the sender; force=true removes it all the same"));
                })
                .onFailure(context::fail);
    }

    private SuppressionRemoval removal(RoutingContext context) {
        List<Problem> problems = new ArrayList<>();
        @Nullable String address = entries.address(context.pathParam("address"), problems);
        @Nullable String stream = SuppressionQuery.parameter(context, EntryReader.STREAM);
        String known = EntryReader.stream(stream == null ? Suppression.EVERY_STREAM : stream, problems);
        @Nullable String force = SuppressionQuery.parameter(context, "force");
        if (force != null && !force.equals("true") && !force.equals("false")) {
            problems.add(new Problem("/force", "must be true or false"));
        }
        if (address == null || !problems.isEmpty()) {
            throw HttpProblem.invalid(problems);
        }
        return new SuppressionRemoval(
                SuppressionQuery.tenant(context),
                address,
                known,
                Caller.of(context).name(),
                "true".equals(force));
    }
}
