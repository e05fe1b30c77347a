package io.emailservice.api;

import io.emailservice.message.Problem;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code /v1/webhook-endpoints}: where a tenant's events are posted, and what could not be posted. */
public final class EndpointRoutes implements RouteMount {
    private static final String PATH = "/v1/webhook-endpoints";
    private static final String ONE = PATH + "/:id";
    private static final int MAX_BODY = 64 << 10;
    private static final int MOST_DELIVERIES = 100;

    private final Authentication authentication;
    private final EndpointBook book;

    public EndpointRoutes(Authentication authentication, EndpointBook book) {
        this.authentication = authentication;
        this.book = book;
    }

    @Override
    public void mount(Router router) {
        router.get(PATH).handler(authentication.requires(Right.READ)).handler(this::list);
        router.get(ONE).handler(authentication.requires(Right.READ)).handler(this::read);
        router.get(ONE + "/deliveries")
                .handler(authentication.requires(Right.READ))
                .handler(this::deliveries);
        router.delete(ONE).handler(authentication.requires(Right.MANAGE)).handler(this::remove);
        router.post(ONE + "/rotate")
                .handler(authentication.requires(Right.MANAGE))
                .handler(this::rotate);
        router.post(PATH).handler(authentication.requires(Right.MANAGE));
        router.put(ONE).handler(authentication.requires(Right.MANAGE));
        router.post(ONE + "/resend").handler(authentication.requires(Right.MANAGE));
        router.post(PATH).handler(BodyHandler.create(false).setBodyLimit(MAX_BODY));
        router.put(ONE).handler(BodyHandler.create(false).setBodyLimit(MAX_BODY));
        router.post(ONE + "/resend").handler(BodyHandler.create(false).setBodyLimit(MAX_BODY));
        router.post(PATH).handler(this::add);
        router.put(ONE).handler(this::change);
        router.post(ONE + "/resend").handler(this::resend);
    }

    private void list(RoutingContext context) {
        book.list(SuppressionQuery.tenant(context))
                .compose(found -> {
                    JsonArray list = new JsonArray();
                    found.forEach(view -> list.add(view.json()));
                    return JsonAnswer.of(context, 200, new JsonObject().put("endpoints", list));
                })
                .onFailure(context::fail);
    }

    private void add(RoutingContext context) {
        Body body = Body.of(context, book);
        book.add(SuppressionQuery.tenant(context), body.url(), body.types())
                .compose(added -> added.map(view -> JsonAnswer.of(context, 201, withSecret(view)))
                        .orElseGet(() ->
                                Future.failedFuture(HttpProblem.of(409, "the tenant may not have more endpoints"))))
                .onFailure(context::fail);
    }

    private void read(RoutingContext context) {
        answer(context, (id, view) -> JsonAnswer.of(context, 200, view.json()));
    }

    private void change(RoutingContext context) {
        Body body = Body.of(context, book);
        answer(context, (id, view) -> book.change(id, body.url(), body.types(), body.paused())
                .compose(present(changed -> JsonAnswer.of(context, 200, changed.json()))));
    }

    private void rotate(RoutingContext context) {
        answer(context, (id, view) -> book.rotate(id)
                .compose(present(rotated -> JsonAnswer.of(context, 200, withSecret(rotated)))));
    }

    private void remove(RoutingContext context) {
        answer(context, (id, view) -> book.remove(id)
                .compose(gone -> context.response().setStatusCode(204).end()));
    }

    private void deliveries(RoutingContext context) {
        @Nullable String state = SuppressionQuery.parameter(context, "state");
        if (state != null && !state.equals("dead") && !state.equals("waiting")) {
            throw HttpProblem.of(400, "state must be dead or waiting");
        }
        answer(context, (id, view) -> book.deliveries(id, !"waiting".equals(state), MOST_DELIVERIES)
                .compose(list -> JsonAnswer.of(context, 200, new JsonObject().put("deliveries", list))));
    }

    private void resend(RoutingContext context) {
        @Nullable UUID event = Body.event(context);
        answer(context, (id, view) -> book.resend(id, event)
                .compose(number -> JsonAnswer.of(context, 202, new JsonObject().put("resent", number))));
    }

    /** For the endpoint of the path, if the caller may act for its tenant; another tenant's isn't there. */
    private void answer(RoutingContext context, BiFunction<UUID, EndpointBook.View, Future<Void>> then) {
        UUID id = id(context.pathParam("id"));
        Caller caller = Caller.of(context);
        book.find(id)
                .map(found -> found.filter(view -> caller.mayActFor(view.tenant())))
                .compose(present(view -> then.apply(id, view)))
                .onFailure(context::fail);
    }

    private static Function<Optional<EndpointBook.View>, Future<Void>> present(
            Function<EndpointBook.View, Future<Void>> then) {
        return found -> found.map(then).orElseGet(() -> Future.failedFuture(absent()));
    }

    private static JsonObject withSecret(EndpointBook.View view) {
        return view.json().copy().put("secret", view.secret());
    }

    private static UUID id(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException notAnId) {
            throw absent();
        }
    }

    private static HttpProblem absent() {
        return HttpProblem.of(404, "there is no such endpoint");
    }

    /** {@code {"url", "types", "paused"}}. */
    private record Body(String url, List<String> types, boolean paused) {
        private static final Set<String> KEYS = Set.of("url", "types", "paused");
        private static final String TYPE = "[a-z][a-z_.]{0,60}\\*?";
        private static final int MOST_TYPES = 50;

        static Body of(RoutingContext context, EndpointBook book) {
            JsonObject json = json(context);
            List<Problem> problems = new ArrayList<>();
            json.fieldNames().stream()
                    .filter(key -> !KEYS.contains(key))
                    .forEach(key -> problems.add(new Problem("/" + key, "is unknown")));
            String url = json.getValue("url") instanceof String text ? text : "";
            @Nullable String wrong = book.problem(url);
            if (wrong != null) {
                problems.add(new Problem("/url", wrong));
            }
            List<String> types = types(json.getValue("types"), problems);
            Object paused = json.getValue("paused", false);
            if (!(paused instanceof Boolean)) {
                problems.add(new Problem("/paused", "must be true or false"));
            }
            if (!problems.isEmpty()) {
                throw HttpProblem.invalid(problems);
            }
            return new Body(url, types, Boolean.TRUE.equals(paused));
        }

        /** The one event to send again, or null for all. */
        static @Nullable UUID event(RoutingContext context) {
            if (context.body().length() <= 0) {
                return null;
            }
            Object event = json(context).getValue("eventId");
            try {
                return event == null ? null : UUID.fromString(String.valueOf(event));
            } catch (IllegalArgumentException notAnId) {
                throw HttpProblem.invalid(List.of(new Problem("/eventId", "must be the id of an event")));
            }
        }

        private static List<String> types(@Nullable Object given, List<Problem> problems) {
            if (given == null) {
                return List.of();
            }
            boolean good = given instanceof JsonArray list
                    && list.size() <= MOST_TYPES
                    && list.stream().allMatch(type -> type instanceof String text && text.matches(TYPE));
            if (!good) {
                problems.add(new Problem("/types", "must be a list such as [\"message.bounced\", \"step.*\"]"));
                return List.of();
            }
            return ((JsonArray) given).stream().map(String::valueOf).toList();
        }

        private static JsonObject json(RoutingContext context) {
            try {
                JsonObject json = context.body().asJsonObject();
                if (json != null) {
                    return json;
                }
            } catch (DecodeException | ClassCastException notAnObject) {
                // falls through to the one answer below
            }
            throw HttpProblem.invalid(List.of(new Problem("", "must be a JSON object")));
        }
    }
}
