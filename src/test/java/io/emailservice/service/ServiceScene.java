package io.emailservice.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.emailservice.config.Problems;
import io.emailservice.ops.ProcessMetrics;
import io.emailservice.queue.JobOptions;
import io.emailservice.queue.NewJob;
import io.emailservice.testing.TestPostgres;
import io.emailservice.testing.TestRedis;
import io.emailservice.twin.Twin;
import io.emailservice.twin.TwinConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import io.vertx.ext.web.client.WebClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The whole service against real servers and the twin. */
final class ServiceScene implements AutoCloseable {
    private static final long LIMIT_SECONDS = 60;

    final TestRedis redis = new TestRedis();
    final TestPostgres.Database database = TestPostgres.database();
    final Vertx vertx;
    final Service service;
    final WebClient web;
    private final Twin twin;
    private final String yaml;
    private final Ways ways;
    private final List<Vertx> others = new ArrayList<>();
    private final List<Service> otherServices = new ArrayList<>();

    /**
     * Starts everything; {@code yaml} is merged over a configuration that only names the servers and two accounts.
     * {@code TWIN_URL} in it stands for the address of the twin.
     */
    ServiceScene(boolean cluster, String yaml) {
        this(cluster, yaml, (part, port) -> port);
    }

    /** The same, with ways to its parts {@code redis}, {@code postgres}, {@code mailgun} and {@code ses} of the test's own. */
    ServiceScene(boolean cluster, String yaml, Ways ways) {
        PrometheusMeterRegistry registry = ProcessMetrics.createRegistry();
        this.yaml = yaml;
        this.ways = ways;
        vertx = get(ServiceProcess.vertx(new ProcessConfig(2, cluster, Duration.ofSeconds(30)), registry));
        twin = get(Twin.start(vertx, TwinConfig.DEFAULTS));
        service = get(Service.start(vertx, config(yaml, ways), registry, Clock.systemUTC()));
        web = WebClient.create(vertx);
    }

    /** Starts another node of the same configuration; it is stopped with the scene. */
    Service anotherNode() {
        PrometheusMeterRegistry registry = ProcessMetrics.createRegistry();
        Vertx other = get(ServiceProcess.vertx(new ProcessConfig(2, false, Duration.ofSeconds(30)), registry));
        others.add(other);
        Service node = get(Service.start(other, config(yaml, ways), registry, Clock.systemUTC()));
        otherServices.add(node);
        return node;
    }

    /** Asks another node over its bus. */
    Future<JsonObject> overTheBus(Service node, JsonObject request) {
        return others.get(otherServices.indexOf(node))
                .eventBus()
                .<JsonObject>request("email.send", request)
                .map(Message::body);
    }

    /** How the service reaches its parts. */
    interface Ways {
        /** The port that leads to a part's own. */
        int through(String part, int port);
    }

    String twinUrl() {
        return "http://127.0.0.1:" + twin.port();
    }

    /** A request that is in order. */
    static JsonObject request() {
        return new JsonObject()
                .put("from", new JsonObject().put("email", "news@mail.example.com"))
                .put("to", new JsonObject().put("email", "ann@inbox.example.com"))
                .put(
                        "content",
                        new JsonObject()
                                .put("subject", "Hello {{firstName}}")
                                .put("html", "<p>Hello {{firstName}}</p>"))
                .put("data", new JsonObject().put("firstName", "Ann"));
    }

    /** Adds a job to the queue {@code email} and returns its id. */
    @CanIgnoreReturnValue
    String enqueue(JsonObject request) {
        return get(service.producer().add("email", new NewJob("send", request.toBuffer(), JobOptions.DEFAULTS)));
    }

    /** A field of a job's hash; empty if it isn't there. */
    String job(String id, String field) {
        return redis.run("HGET", "bull:email:" + id, field) == null
                ? ""
                : String.valueOf(redis.run("HGET", "bull:email:" + id, field));
    }

    /** Puts a fault script into force at the twin. */
    void faults(String script) {
        put("/twin/faults", script);
    }

    /** Tells the twin what shall become of messages. */
    void feedback(String script) {
        put("/twin/feedback", script);
    }

    private void put(String path, String script) {
        HttpResponse<Buffer> answer = get(web.putAbs(twinUrl() + path).sendBuffer(Buffer.buffer(script)));
        if (answer.statusCode() != 200) {
            throw new IllegalArgumentException("the twin refuses the script: " + answer.bodyAsString());
        }
    }

    /** What the service answers at a path that anybody may read. */
    String body(String path) {
        return get(web.getAbs("http://127.0.0.1:" + service.port() + path).send())
                .bodyAsString();
    }

    JsonObject twinSummary() {
        return new JsonObject(twinText("/twin/summary"));
    }

    /** The body of the twin's answer to a GET. */
    String twinText(String path) {
        return get(web.getAbs(twinUrl() + path).send()).bodyAsString();
    }

    @CanIgnoreReturnValue
    static <T> T get(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException failure) {
            throw new AssertionError(failure);
        }
    }

    @Override
    public void close() {
        otherServices.forEach(node -> get(node.stop()));
        others.forEach(other -> get(other.close()));
        get(service.stop());
        get(vertx.close());
        redis.close();
    }

    private ServiceConfig config(String yaml, Ways ways) {
        try {
            YAMLMapper mapper = new YAMLMapper();
            ObjectNode tree = (ObjectNode) mapper.readTree(
                    """
                            http: {host: 127.0.0.1, port: 0, keys: [{name: test, key: key-of-a-test-run}]}
                            tracking: {baseUrl: 'http://127.0.0.1:1', keys: {1: tracking-key-of-a-test}}
                            render: {strict: true}
                            providers:
                              mailgun: {kind: mailgun, domain: mail.example.com, apiKey: key-test, baseUrl: 'http://127.0.0.1:%2$d'}
                              ses: {kind: ses, accessKeyId: AKIATWINEXAMPLE, secretAccessKey: twin-secret, endpoint: 'http://127.0.0.1:%3$d'}
                            webhooks: {ses: {insecureStandIn: '%1$s'}}
                            """.formatted(twinUrl(), ways.through("mailgun", twin.port()), ways.through("ses", twin.port())));
            tree.withObject("/queue").put("url", "redis://127.0.0.1:" + ways.through("redis", redis.port()));
            tree.withObject("/store")
                    .put(
                            "url",
                            "postgresql://postgres@127.0.0.1:"
                                    + ways.through("postgres", database.server().getPort()) + "/" + database.name());
            ObjectNode merged = yaml.isEmpty()
                    ? tree
                    : mapper.readerForUpdating(tree).readValue(yaml.replace("TWIN_URL", twinUrl()));
            Problems problems = new Problems();
            ServiceConfig config = ServiceConfig.from(merged, problems);
            problems.throwIfAny();
            return config;
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }
}
