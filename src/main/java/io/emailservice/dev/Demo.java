package io.emailservice.dev;

import io.emailservice.queue.JobOptions;
import io.emailservice.queue.NewJob;
import io.emailservice.service.Waiting;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A blast of sample messages through the whole service: enqueued as BullMQ jobs, sent to the twin, told about by it, and
 * accounted for in the store and at the twin.
 */
public final class Demo {
    private static final String QUEUE = "email-bulk";
    private static final int CHUNK = 500;
    private static final int ARTICLES = 4;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMillis(100);
    /** Without any progress for so long, the demo gives up. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** What becomes of the messages: most arrive, some don't, and the news comes twice, late and in any order. */
    private static final String FATE = """
            {"rates": {"rejected": 0.01, "bouncedHard": 0.03, "bouncedSoft": 0.01, "deferred": 0.05, "opened": 0.4,
                       "clicked": 0.1, "unsubscribed": 0.01, "complained": 0.002},
             "accidents": {"duplicated": 0.05, "reordered": 0.1, "early": 0.01},
             "delay": {"min": "10ms", "max": "300ms"}, "speedup": 1000,
             "webhooks": [{"url": "http://127.0.0.1:%1$d/webhooks/mailgun"}],
             "subscriptions": [{"url": "http://127.0.0.1:%1$d/webhooks/ses", "version": 2}]}
            """;

    private final Options options;
    private final PrintStream out;
    private final Clock clock = Clock.systemUTC();
    private final String campaign;

    private Demo(Options options, PrintStream out) {
        this.options = options;
        this.out = out;
        this.campaign = "demo-" + clock.millis();
    }

    /** What to send, through which providers, and where to listen (0 for any free port). */
    public record Options(int messages, String provider, int port, int twinPort) {
        Set<String> providers() {
            return switch (provider) {
                case "both" -> DevService.ALL_PROVIDERS;
                case "mailgun", "ses" -> Set.of(provider);
                default -> throw new IllegalArgumentException("--provider must be mailgun, ses or both");
            };
        }
    }

    /** Returns 0 only if every message is accounted for. */
    public static int run(Options options, Map<String, String> environment, PrintStream out) {
        Set<String> providers = options.providers();
        out.println("Starting PostgreSQL, Redis, the provider twin and the service …");
        try (EmbeddedServers servers = EmbeddedServers.start(environment);
                LocalTwin twin = new LocalTwin(options.twinPort());
                DevService dev = new DevService(servers, twin.url(), providers, options.port(), environment)) {
            return new Demo(options, out).run(dev, new Ledger(dev, twin.url()));
        }
    }

    private int run(DevService dev, Ledger ledger) {
        out.printf(Locale.ROOT, "Enqueueing %d jobs on the BullMQ queue \"%s\" …%n", options.messages(), QUEUE);
        ledger.script(FATE.formatted(dev.service().port()));
        long started = clock.millis();
        enqueue(dev);
        Ledger.Account account = follow(ledger, new Progress(out, clock, options.messages()));
        double seconds = (clock.millis() - started) / 1_000.0;
        long untrue = settled(ledger);
        report(ledger.account(campaign), untrue, seconds);
        return account.complete(options.messages()) && untrue == 0 ? 0 : 1;
    }

    /** Posts are read a moment after they were answered. */
    private long settled(Ledger ledger) {
        long until = clock.millis() + LIMIT.toMillis();
        long untrue = ledger.untrue(campaign);
        while (untrue > 0 && clock.millis() < until) {
            Waiting.pause(LOOK);
            untrue = ledger.untrue(campaign);
        }
        return untrue;
    }

    private void enqueue(DevService dev) {
        Audience audience = Audience.sample();
        String html = Resources.text("newsletter.html");
        for (int from = 0; from < options.messages(); from += CHUNK) {
            List<NewJob> jobs = new ArrayList<>();
            for (int i = from; i < Math.min(options.messages(), from + CHUNK); i++) {
                jobs.add(new NewJob("send", request(audience.person(i), html, i), JobOptions.DEFAULTS));
            }
            Waiting.on(dev.service().producer().addAll(QUEUE, jobs), LIMIT);
        }
    }

    private Buffer request(Audience.Person person, String html, int index) {
        JsonArray articles = new JsonArray();
        for (int i = 0; i < ARTICLES; i++) {
            articles.add(new JsonObject()
                    .put("slug", "article-" + i)
                    .put("title", "Article " + i)
                    .put("summary", "What article " + i + " is about, in one line."));
        }
        return new JsonObject()
                .put("idempotencyKey", campaign + "-" + index)
                .put(
                        "from",
                        new JsonObject().put("email", "news@mail.example.com").put("name", "Example News"))
                .put(
                        "to",
                        new JsonObject()
                                .put("email", index + "." + person.email())
                                .put("name", person.firstName()))
                .put(
                        "content",
                        new JsonObject()
                                .put("subject", "News for {{firstName}}")
                                .put("html", html))
                .put(
                        "data",
                        new JsonObject()
                                .put("firstName", person.firstName())
                                .put("plan", person.plan())
                                .put("city", person.city())
                                .put("articles", articles))
                .put("tags", new JsonArray().add("demo"))
                .put("metadata", new JsonObject().put("campaign", campaign))
                .toBuffer();
    }

    private Ledger.Account follow(Ledger ledger, Progress progress) {
        long lastChange = clock.millis();
        Ledger.Account account = ledger.account(campaign);
        while (!account.over(options.messages())) {
            Waiting.pause(LOOK);
            Ledger.Account now = ledger.account(campaign);
            if (!now.equals(account)) {
                lastChange = clock.millis();
            } else if (clock.millis() - lastChange > PATIENCE.toMillis()) {
                break;
            }
            account = now;
            progress.show(account.ended());
        }
        progress.end();
        return account;
    }

    private void report(Ledger.Account account, long untrue, double seconds) {
        double rate = account.sent() / seconds;
        out.printf("%n  %-12s %8d%n", "enqueued", options.messages());
        account.states().forEach((state, count) -> out.printf("  %-12s %8d%n", state, count));
        account.failures().forEach((kind, count) -> out.printf("  failed by %s: %d%n", kind, count));
        account.providers().forEach((name, count) -> out.printf("  %-12s %8d at the twin%n", name, count));
        out.printf("  %-12s %8d at the twin%n", "duplicates", account.duplicates());
        out.printf("  %-12s %8d states other than the twin's truth%n", "untrue", untrue);
        out.printf(Locale.ROOT, "  %-12s %8.1f s, %.0f messages/s%n%n", "took", seconds, rate);
        out.println(new JsonObject()
                .put("enqueued", options.messages())
                .put("sent", account.sent())
                .put("duplicates", account.duplicates())
                .put("failed", new JsonObject(Map.copyOf(account.failures())))
                .put("states", new JsonObject(Map.copyOf(account.states())))
                .put("untrue", untrue)
                .put("seconds", Math.round(seconds * 100) / 100.0)
                .put("rate", Math.round(rate))
                .put("next", "mvn -q compile exec:java -Ddemo.args=dev")
                .encode());
    }
}
