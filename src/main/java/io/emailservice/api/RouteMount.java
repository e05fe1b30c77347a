package io.emailservice.api;

import io.vertx.ext.web.Router;

/** A part of the HTTP surface. Called once for each server instance, on its event loop, before it listens. */
public interface RouteMount {
    /** Adds routes to the main router. A handler fails its context with {@link HttpProblem} or any other exception. */
    void mount(Router router);
}
