package io.emailservice.api;

import io.emailservice.message.Problem;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * Ends a request with problem details (RFC 9457). Thrown or failed with by handlers; it is an answer, not a bug, so it
 * carries no stack.
 */
public final class HttpProblem extends RuntimeException {
    private static final String INVALID = "urn:problem-type:email-service:invalid-request";
    private static final int UNPROCESSABLE = 422;

    private final int status;
    private final transient List<Problem> problems;

    private HttpProblem(int status, String detail, List<Problem> problems) {
        super(detail, null, false, false);
        this.status = status;
        this.problems = List.copyOf(problems);
    }

    public static HttpProblem of(int status, String detail) {
        return new HttpProblem(status, detail, List.of());
    }

    /** 422 with every problem of the request. */
    public static HttpProblem invalid(List<Problem> problems) {
        return new HttpProblem(UNPROCESSABLE, "the request breaks the rules listed in problems", problems);
    }

    int status() {
        return status;
    }

    /** The body: {@code type, title, status, detail, requestId} and, for an invalid request, {@code problems}. */
    JsonObject toJson(String requestId) {
        boolean invalid = status == UNPROCESSABLE;
        JsonObject json = new JsonObject()
                .put("type", invalid ? INVALID : "about:blank")
                .put(
                        "title",
                        invalid
                                ? "Invalid request"
                                : HttpResponseStatus.valueOf(status).reasonPhrase())
                .put("status", status)
                .put("detail", getMessage())
                .put("requestId", requestId);
        return invalid ? json.put("problems", list(problems)) : json;
    }

    /** {@code [{"pointer", "rule"}]}. */
    static JsonArray list(List<Problem> problems) {
        JsonArray list = new JsonArray();
        problems.forEach(problem ->
                list.add(new JsonObject().put("pointer", problem.pointer()).put("rule", problem.rule())));
        return list;
    }
}
