package io.emailservice.api;

import io.emailservice.message.Problem;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What became of one send request at an entrance. */
sealed interface Received {
    /** As in HTTP. */
    int code();

    /** The result for an item of a batch and for the bus. */
    JsonObject toJson();

    /** The problem to answer with, if it was refused. */
    default HttpProblem problem() {
        throw new IllegalStateException("was taken");
    }

    /** It is stored. */
    record Taken(Accepted accepted) implements Received {
        @Override
        public int code() {
            return 202;
        }

        @Override
        public JsonObject toJson() {
            return accepted.toJson().put("code", code());
        }
    }

    /** It breaks rules of the contract. */
    record Invalid(List<Problem> problems) implements Received {
        @Override
        public int code() {
            return 422;
        }

        @Override
        public JsonObject toJson() {
            return new JsonObject().put("code", code()).put("problems", HttpProblem.list(problems));
        }

        @Override
        public HttpProblem problem() {
            return HttpProblem.invalid(problems);
        }
    }

    /** It isn't allowed (403), its key belongs to another request (409), or it can't be stored now (503). */
    record Refused(int code, String detail) implements Received {
        @Override
        public JsonObject toJson() {
            return new JsonObject().put("code", code).put("detail", detail);
        }

        @Override
        public HttpProblem problem() {
            return HttpProblem.of(code, detail);
        }
    }
}
