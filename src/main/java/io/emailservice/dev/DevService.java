package io.emailservice.dev;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.emailservice.config.ConfigFile;
import io.emailservice.config.Problems;
import io.emailservice.service.Service;
import io.emailservice.service.ServiceConfig;
import io.emailservice.service.ServiceProcess;
import io.emailservice.service.Waiting;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** The service of one run, configured for the servers and the twin of the run. */
final class DevService implements AutoCloseable {
    static final Set<String> ALL_PROVIDERS = Set.of("mailgun", "ses");

    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Vertx vertx = Waiting.on(ServiceProcess.vertx(0, registry), LIMIT);
    private final Service service;

    /**
     * Starts it; blocks for a moment.
     *
     * @param providers accounts to keep of {@link #ALL_PROVIDERS}
     * @param port of the HTTP server, 0 for any free one
     */
    DevService(
            EmbeddedServers servers, String twinUrl, Set<String> providers, int port, Map<String, String> environment) {
        ObjectNode tree = sample();
        tree.withObject("/http").put("port", port);
        tree.withObject("/queue").put("url", servers.redisUrl());
        tree.withObject("/store").put("url", servers.databaseUrl());
        tree.withObject("/webhooks/ses").put("insecureStandIn", twinUrl);
        ObjectNode accounts = tree.withObject("/providers");
        accounts.withObject("/mailgun").put("baseUrl", twinUrl);
        accounts.withObject("/ses").put("endpoint", twinUrl);
        accounts.retain(providers);
        Problems problems = new Problems();
        ConfigFile.override(tree, environment, problems);
        ServiceConfig config = ServiceConfig.from(tree, problems);
        problems.throwIfAny();
        service = Waiting.on(Service.start(vertx, config, registry, Clock.systemUTC()), LIMIT);
    }

    Vertx vertx() {
        return vertx;
    }

    Service service() {
        return service;
    }

    PrometheusMeterRegistry registry() {
        return registry;
    }

    @Override
    public void close() {
        try {
            Waiting.on(service.stop(), LIMIT);
        } finally {
            Waiting.on(vertx.close(), LIMIT);
        }
    }

    private static ObjectNode sample() {
        try {
            return (ObjectNode) new YAMLMapper().readTree(Resources.text("dev.yaml"));
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException(bug);
        }
    }
}
