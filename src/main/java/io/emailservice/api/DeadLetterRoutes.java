package io.emailservice.api;

import io.emailservice.message.DeadLetterSearch;
import io.emailservice.message.Problem;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /v1/dead-letters}: see what failed for good, and make new messages out of it. */
public final class DeadLetterRoutes implements RouteMount {
    private static final String PATH = "/v1/dead-letters";
    private static final String ONE = PATH + "/:id";
    private static final String REDRIVE = ONE + "/redrive";
    private static final String REDRIVE_MANY = PATH + "/redrive";
    private static final int MAX_BODY = 16 << 10;
    private static final int MAX_LIMIT = 1_000;
    private static final int USUAL_LIMIT = 100;

    private final Authentication authentication;
    private final DeadLetterBook book;

    public DeadLetterRoutes(Authentication authentication, DeadLetterBook book) {
        this.authentication = authentication;
        this.book = book;
    }

    /** One route each: within a route, Vert.x wants body handlers before all others. */
    @Override
    public void mount(Router router) {
        router.get(PATH).handler(authentication.requires(Right.READ)).handler(this::list);
        router.get(ONE).handler(authentication.requires(Right.READ)).handler(this::read);
        post(router, REDRIVE, this::redrive);
        post(router, REDRIVE_MANY, this::redriveMany);
    }

    private void post(Router router, String path, Handler<RoutingContext> handler) {
        router.post(path).handler(authentication.requires(Right.MANAGE));
        router.post(path).handler(MessageRoutes::requireJson);
        router.post(path).handler(BodyHandler.create(false).setBodyLimit(MAX_BODY));
        router.post(path).handler(handler);
    }

    private void list(RoutingContext context) {
        List<Problem> problems = new ArrayList<>();
        Set<String> others = Set.of("limit", "cursor");
        context.queryParams().names().stream()
                .filter(name -> !DeadLetterFilter.FIELDS.contains(name) && !others.contains(name))
                .forEach(name -> problems.add(new Problem('/' + name, "is unknown")));
        @Nullable UUID before = DeadLetterFilter.cursor(SuppressionQuery.parameter(context, "cursor"), problems);
        DeadLetterSearch search = new DeadLetterFilter(
                        field -> SuppressionQuery.parameter(context, field), "", problems)
                .read(Caller.of(context), before, limit(context, problems));
        refuseIfWrong(problems);
        book.page(search)
                .compose(page -> JsonAnswer.of(context, 200, json(page)))
                .onFailure(context::fail);
    }

    private static JsonObject json(DeadLetterBook.Page page) {
        JsonObject json = new JsonObject().put("deadLetters", new JsonArray(page.letters()));
        return page.next() == null ? json : json.put("next", page.next().toString());
    }

    private static int limit(RoutingContext context, List<Problem> problems) {
        @Nullable String given = SuppressionQuery.parameter(context, "limit");
        try {
            int limit = given == null ? USUAL_LIMIT : Integer.parseInt(given);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException notANumber) {
            // falls through to the one complaint below
        }
        problems.add(new Problem("/limit", "must be a whole number from 1 to " + MAX_LIMIT));
        return USUAL_LIMIT;
    }

    private void read(RoutingContext context) {
        visible(context)
                .compose(view -> JsonAnswer.of(context, 200, view.json()))
                .onFailure(context::fail);
    }

    private void redrive(RoutingContext context) {
        Grounds grounds = Grounds.only(JsonBody.of(context), Caller.of(context).name());
        visible(context)
                .compose(view -> book.redrive(UUID.fromString(context.pathParam("id")), grounds))
                .compose(redriven -> redriven instanceof Redriven.As as
                        ? JsonAnswer.of(context, as.again() ? 200 : 201, as.toJson())
                        : Future.failedFuture(HttpProblem.of(409, ((Redriven.Refused) redriven).detail())))
                .onFailure(context::fail);
    }

    private void redriveMany(RoutingContext context) {
        book.redriveMany(RedriveMany.read(JsonBody.of(context), Caller.of(context)))
                .compose(report -> JsonAnswer.of(context, 200, report.toJson()))
                .onFailure(context::fail);
    }

    /** Another tenant's letter isn't there, and a job that nobody could read is nobody's but the operator's. */
    private Future<DeadLetterBook.View> visible(RoutingContext context) {
        @Nullable String tenant = Caller.of(context).tenant();
        HttpProblem absent = HttpProblem.of(404, "there is no such dead letter");
        return MessageRoutes.id(context.pathParam("id"))
                .recover(notAnId -> Future.failedFuture(absent))
                .compose(book::one)
                .compose(found -> found.filter(view -> tenant == null || tenant.equals(view.tenant()))
                        .map(Future::succeededFuture)
                        .orElseGet(() -> Future.failedFuture(absent)));
    }

    private static void refuseIfWrong(List<Problem> problems) {
        if (!problems.isEmpty()) {
            throw HttpProblem.invalid(problems);
        }
    }
}
