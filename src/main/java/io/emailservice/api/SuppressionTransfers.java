package io.emailservice.api;

import io.emailservice.message.Problem;
import io.emailservice.message.SuppressionSearch;
import io.emailservice.suppression.CsvLines;
import io.emailservice.suppression.EntryReader;
import io.emailservice.suppression.Export;
import io.emailservice.suppression.Import;
import io.emailservice.suppression.ImportFailed;
import io.emailservice.suppression.ImportReport;
import io.emailservice.suppression.JsonLines;
import io.emailservice.suppression.LineFormat;
import io.emailservice.suppression.SuppressionBook;
import io.emailservice.suppression.SuppressionConfig;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v1/suppressions/import} and {@code /export}: whole lists as a stream. A few may be under way at once; others
 * are told to try again. Safe from any event loop.
 */
public final class SuppressionTransfers implements RouteMount {
    private static final String IMPORT = "/v1/suppressions/import";
    private static final String EXPORT = "/v1/suppressions/export";
    private static final Map<String, Supplier<LineFormat>> FORMATS = Map.of(
            "csv",
            CsvLines::new,
            "ndjson",
            JsonLines::new,
            CsvLines.CONTENT_TYPE,
            CsvLines::new,
            JsonLines.CONTENT_TYPE,
            JsonLines::new,
            "application/jsonl",
            JsonLines::new);

    private final Authentication authentication;
    private final SuppressionBook book;
    private final EntryReader entries;
    private final SuppressionConfig config;
    private final AtomicInteger underWay = new AtomicInteger();

    public SuppressionTransfers(
            Authentication authentication, SuppressionBook book, EntryReader entries, SuppressionConfig config) {
        this.authentication = authentication;
        this.book = book;
        this.entries = entries;
        this.config = config;
    }

    @Override
    public void mount(Router router) {
        router.post(IMPORT).handler(authentication.requires(Right.MANAGE)).handler(limited(this::takeIn));
        router.get(EXPORT).handler(authentication.requires(Right.READ)).handler(limited(this::giveOut));
    }

    private Handler<RoutingContext> limited(Function<RoutingContext, Future<Void>> transfer) {
        return context -> {
            if (underWay.incrementAndGet() > config.transfers()) {
                underWay.decrementAndGet();
                context.fail(HttpProblem.of(503, "too many imports and exports are under way; try again"));
                return;
            }
            Future.succeededFuture(context)
                    .compose(transfer)
                    .onComplete(done -> underWay.decrementAndGet())
                    .onFailure(context::fail);
        };
    }

    private Future<Void> takeIn(RoutingContext context) {
        LineFormat format = format(context.request().getHeader(HttpHeaders.CONTENT_TYPE));
        if (format == null) {
            return Future.failedFuture(
                    HttpProblem.of(415, "the body must be " + CsvLines.CONTENT_TYPE + " or " + JsonLines.CONTENT_TYPE));
        }
        Import one = new Import(
                book, entries, SuppressionQuery.tenant(context), format, defaults(context), config.importBytes());
        return one.run(context.request())
                .recover(failure -> Future.failedFuture(problem(failure)))
                .compose(report -> JsonAnswer.of(context, 200, json(report)));
    }

    /** For entries that don't say it themselves. */
    private static Map<String, String> defaults(RoutingContext context) {
        Map<String, String> defaults = new HashMap<>();
        defaults.put(EntryReader.SOURCE, "import:" + Caller.of(context).name());
        for (String name : List.of(EntryReader.STREAM, EntryReader.REASON, EntryReader.SOURCE, EntryReader.EXPIRES)) {
            @Nullable String given = SuppressionQuery.parameter(context, name);
            if (given != null) {
                defaults.put(name, given);
            }
        }
        return defaults;
    }

    private static Throwable problem(Throwable failure) {
        if (!(failure instanceof ImportFailed failed)) {
            return failure;
        }
        String text = String.valueOf(failed.getMessage());
        return switch (failed.why()) {
            case TOO_LONG ->
                HttpProblem.of(
                        413,
                        text + "; what stands before is stored: "
                                + counts(failed.report()).encode());
            case UNREADABLE -> HttpProblem.invalid(List.of(new Problem("", text)));
            case BROKEN_OFF ->
                HttpProblem.of(
                        503,
                        "the import was broken off; repeat it: "
                                + counts(failed.report()).encode());
        };
    }

    private static JsonObject counts(ImportReport report) {
        return new JsonObject()
                .put("accepted", report.accepted())
                .put("duplicate", report.duplicate())
                .put("refused", report.refused());
    }

    private static JsonObject json(ImportReport report) {
        JsonArray refusals = new JsonArray();
        report.refusals()
                .forEach(refusal -> refusals.add(new JsonObject()
                        .put("line", refusal.line())
                        .put("problems", HttpProblem.list(refusal.problems()))));
        return counts(report).put("refusals", refusals);
    }

    private Future<Void> giveOut(RoutingContext context) {
        SuppressionSearch search = new SuppressionQuery(context, entries).all();
        @Nullable String named = SuppressionQuery.parameter(context, "format");
        LineFormat format = format(named == null ? "ndjson" : named);
        if (format == null) {
            return Future.failedFuture(HttpProblem.invalid(List.of(new Problem("/format", "must be csv or ndjson"))));
        }
        HttpServerResponse response = context.response()
                .setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, format.contentType() + "; charset=utf-8");
        return new Export(book, format).run(search, response);
    }

    private static @Nullable LineFormat format(@Nullable String given) {
        String name = given == null ? "" : given.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
        Supplier<LineFormat> format = FORMATS.get(name);
        return format == null ? null : format.get();
    }
}
