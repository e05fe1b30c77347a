package io.emailservice.dev;

import io.emailservice.queue.Backoff;
import io.emailservice.queue.DepthReader;
import io.emailservice.queue.JobOptions;
import io.emailservice.queue.JobProducer;
import io.emailservice.queue.Keep;
import io.emailservice.queue.NewJob;
import io.emailservice.queue.QueueConfig;
import io.emailservice.queue.QueueDepth;
import io.emailservice.queue.QueueMetrics;
import io.emailservice.queue.QueueSetup;
import io.emailservice.queue.RedisLink;
import io.emailservice.queue.RedisUrl;
import io.emailservice.service.Waiting;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The jobs of the benchmark: the mail of a campaign, 3 KB of HTML with twelve links, three items and a text part, as a
 * Node.js producer would add them.
 */
final class BenchJobs implements AutoCloseable {
    static final String QUEUE = "email-bulk";

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final Duration LOOK = Duration.ofMillis(20);
    private static final int CHUNK = 500;
    private static final int LINKS = 12;
    private static final int ITEMS = 3;
    private static final int DOMAINS = 50;
    private static final int ATTEMPTS = 5;

    private final Vertx vertx = Vertx.vertx();
    private final RedisLink link;
    private final JobProducer producer;
    private final DepthReader depth;
    private final String html = html();

    BenchJobs(String redisUrl) {
        QueueConfig config = QueueConfig.DEFAULTS.at(new RedisUrl(redisUrl), QueueConfig.DEFAULTS.prefix());
        QueueSetup setup = new QueueSetup(config, QueueMetrics.NONE, Clock.systemUTC());
        link = new RedisLink(vertx, setup);
        link.open();
        while (!link.isUp()) {
            Waiting.pause(LOOK);
        }
        producer = new JobProducer(setup, link);
        depth = new DepthReader(setup, link);
    }

    /** Adds jobs of one campaign. */
    void add(String campaign, int messages) {
        JobOptions options = JobOptions.DEFAULTS
                .withAttempts(ATTEMPTS)
                .withBackoff(Backoff.exponential(1_000))
                .withRemoveOnComplete(Keep.NONE);
        for (int from = 0; from < messages; from += CHUNK) {
            List<NewJob> jobs = new ArrayList<>();
            for (int i = from; i < Math.min(messages, from + CHUNK); i++) {
                jobs.add(new NewJob("send", request(campaign, i), options));
            }
            Waiting.on(producer.addAll(QUEUE, jobs), LIMIT);
        }
    }

    /** Jobs that are not finished. */
    long left() {
        QueueDepth now = Waiting.on(depth.read(QUEUE), LIMIT);
        return now.waiting() + now.prioritized() + now.delayed() + now.active();
    }

    private Buffer request(String campaign, int index) {
        JsonArray items = new JsonArray();
        for (int i = 0; i < ITEMS; i++) {
            items.add(new JsonObject().put("name", "Item " + i).put("price", i + 1));
        }
        return new JsonObject()
                .put("idempotencyKey", campaign + "-" + index)
                .put("stream", "bulk")
                .put(
                        "from",
                        new JsonObject().put("email", "news@mail.example.com").put("name", "Example"))
                .put("to", new JsonObject().put("email", "user" + index + "@inbox" + index % DOMAINS + ".example.com"))
                .put(
                        "content",
                        new JsonObject()
                                .put("subject", "News for {{firstName}}")
                                .put("html", html)
                                .put("text", "Hello {{firstName}}, your plan is {{plan}}."))
                .put(
                        "data",
                        new JsonObject()
                                .put("firstName", "Ann" + index)
                                .put("plan", "pro")
                                .put("userId", index)
                                .put("items", items))
                .put("tags", new JsonArray().add("news"))
                .put(
                        "metadata",
                        new JsonObject().put("stepExecutionId", "step-" + index).put("campaign", campaign))
                .toBuffer();
    }

    private static String html() {
        StringBuilder html = new StringBuilder("<!doctype html><html><body><h1>Hello {{firstName}}</h1>\n");
        for (int i = 0; i < LINKS; i++) {
            html.append("<p style=\"color:#333\">Part ")
                    .append(i)
                    .append(": text that a campaign repeats for everyone, written for {{firstName}} on the {{plan}}")
                    .append(" plan. <a href=\"https://shop.example.com/p/")
                    .append(i)
                    .append("?u={{userId}}\">See more</a></p>\n");
        }
        return html.append("<ul>{{#each items}}<li>{{name}}: {{price}}</li>{{/each}}</ul></body></html>")
                .toString();
    }

    @Override
    public void close() {
        Waiting.on(link.close().eventually(vertx::close), LIMIT);
    }
}
