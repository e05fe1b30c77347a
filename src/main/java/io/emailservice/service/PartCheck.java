package io.emailservice.service;

import io.emailservice.ops.CheckResult;
import io.emailservice.ops.HealthCheck;
import io.vertx.core.Future;
import java.util.function.Supplier;

/** A part that is healthy if a question to it is answered. */
record PartCheck(String name, Supplier<Future<Void>> question) implements HealthCheck {
    @Override
    public Future<CheckResult> check() {
        return question.get()
                .map(CheckResult.OK)
                .recover(failure -> Future.succeededFuture(CheckResult.failed("doesn't answer")));
    }
}
