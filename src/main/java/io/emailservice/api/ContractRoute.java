package io.emailservice.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Answers the contract of the API, read once from the class path. */
public final class ContractRoute implements RouteMount {
    private static final String FILE = "/openapi.yaml";

    private final Buffer contract;

    public ContractRoute() {
        try (InputStream file = ContractRoute.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException(FILE + " is not part of this build");
            }
            contract = Buffer.buffer(file.readAllBytes());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void mount(Router router) {
        router.get(FILE).handler(context -> context.response()
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/yaml")
                .end(contract)
                .onFailure(context::fail));
    }
}
