package io.emailservice.dev;

import io.emailservice.service.Waiting;
import io.emailservice.twin.feedback.WebhookConfig;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnection;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * How many of Mailgun's posts are accepted a second, each answered after its commit, over 64 connections. The service and
 * the Node.js baseline are processes of their own and take turns on the same PostgreSQL; the posts come from this process.
 * Each post has a signature of its own and tells of a delivery; the service knows the messages and reads the posts
 * meanwhile or afterwards, and a round of its ends when all are read; the baseline doesn't know them. The first round of
 * each is a warm-up.
 */
public final class WebhookBench {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int MESSAGES = 1_000;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final String PATH = "/webhooks/mailgun";

    private final Options options;
    private final PrintStream progress;
    private final Map<String, String> environment;
    private final Series ours = new Series("ours", new ArrayList<>());
    private final Series theirs = new Series("baseline", new ArrayList<>());

    /**
     * What to measure.
     *
     * @param posts per round
     * @param rounds measured ones, at least 1
     * @param peer folder of the Node.js baseline with its packages installed; the empty path for none
     * @param json print nothing but the JSON line
     */
    public record Options(int posts, int rounds, Path peer, boolean json) {
        boolean withPeer() {
            return !peer.toString().isEmpty();
        }
    }

    /**
     * CPU microseconds a post beside what was measured at the client, first until all are answered.
     *
     * @param readRate posts a second until all are read, which the baseline does before it answers
     */
    private record Round(PostLoad.Run run, Cpu answered, double readRate, Cpu read) {}

    private record Cpu(double process, double postgres) {
        static Cpu now(Process process) {
            return new Cpu(ProcessCpu.micros(process.pid()), ProcessCpu.micros("postgres"));
        }

        Cpu perPost(Cpu start, int posts) {
            return new Cpu((process - start.process) / posts, (postgres - start.postgres) / posts);
        }
    }

    private record Series(String name, List<Round> rounds) {
        Spread spread(ToDoubleFunction<Round> figure) {
            return Spread.of(rounds.stream().mapToDouble(figure).boxed().toList());
        }

        JsonObject toJson() {
            return new JsonObject()
                    .put("postsPerSecond", spread(round -> round.run().rate()).toJson())
                    .put("p50Millis", spread(round -> round.run().p50()).toJson())
                    .put("p99Millis", spread(round -> round.run().p99()).toJson())
                    .put(
                            "cpuMicrosPerPost",
                            spread(round -> round.answered().process()).toJson())
                    .put(
                            "postgresMicrosPerPost",
                            spread(round -> round.answered().postgres()).toJson())
                    .put("readPostsPerSecond", spread(Round::readRate).toJson())
                    .put(
                            "readCpuMicrosPerPost",
                            spread(round -> round.read().process()).toJson())
                    .put(
                            "readPostgresMicrosPerPost",
                            spread(round -> round.read().postgres()).toJson())
                    .put(
                            "refused",
                            rounds.stream()
                                    .mapToInt(round -> round.run().refused())
                                    .sum());
        }
    }

    private WebhookBench(Options options, Map<String, String> environment, PrintStream progress) {
        this.options = options;
        this.environment = environment;
        this.progress = progress;
    }

    /** Prints one line of JSON at the end; 0 if every post was accepted. */
    public static int run(Options options, Map<String, String> environment, PrintStream out) {
        PrintStream progress =
                options.json() ? new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8) : out;
        WebhookBench bench = new WebhookBench(options, environment, progress);
        bench.measure();
        JsonObject report = bench.report();
        out.println(report.encode());
        return report.getBoolean("complete") ? 0 : 1;
    }

    private void measure() {
        try (EmbeddedServers servers = EmbeddedServers.start(environment);
                Children children = new Children();
                PostLoad load = new PostLoad();
                UnreadPosts unread = new UnreadPosts(servers.databaseUrl())) {
            Process service = children.service(servers);
            String base = Children.awaitLine(service, "ready ");
            Children.ignoreRest(service);
            List<String> messages = load.send(base, MESSAGES);
            Process peer = service;
            String peerUrl = "";
            if (options.withPeer()) {
                int port = freePort();
                peer = startPeer(children, servers, port);
                peerUrl = "http://127.0.0.1:" + port + PATH;
            }
            for (int number = 0; number <= options.rounds(); number++) {
                round(number, ours, load, base + PATH, messages, service, unread::awaitNone);
                if (options.withPeer()) {
                    round(number, theirs, load, peerUrl, messages, peer, () -> {});
                }
            }
        }
    }

    private void round(
            int number,
            Series series,
            PostLoad load,
            String url,
            List<String> messages,
            Process process,
            Runnable allRead) {
        List<Buffer> bodies = PostBodies.make(options.posts(), messages, WebhookConfig.DEFAULT_KEY);
        Cpu start = Cpu.now(process);
        long began = System.nanoTime();
        PostLoad.Run run = load.post(url, bodies);
        Cpu answered = Cpu.now(process).perPost(start, options.posts());
        allRead.run();
        double readRate = options.posts() / ((System.nanoTime() - began) / NANOS_PER_SECOND);
        Round round = new Round(run, answered, readRate, Cpu.now(process).perPost(start, options.posts()));
        progress.printf(
                Locale.ROOT,
                "round %d  %-8s %6.0f posts/s  p50 %.1f ms  p99 %.1f ms  CPU %.0f us, postgres %.0f us"
                        + "  all read: %.0f posts/s, %.0f us, %.0f us%s%n",
                number,
                series.name(),
                run.rate(),
                run.p50(),
                run.p99(),
                answered.process(),
                answered.postgres(),
                readRate,
                round.read().process(),
                round.read().postgres(),
                number == 0 ? "  (warm-up)" : "");
        if (number > 0) {
            series.rounds().add(round);
        }
    }

    private Process startPeer(Children children, EmbeddedServers servers, int port) {
        makeTables(servers);
        Process peer = children.start(
                List.of("node", "webhooks.mjs"),
                options.peer(),
                Map.of(
                        "PG_URL",
                        servers.databaseUrl(),
                        "PORT",
                        Integer.toString(port),
                        "MAILGUN_SIGNING_KEY",
                        WebhookConfig.DEFAULT_KEY));
        String listening = Children.awaitLine(peer, "listening");
        progress.println("baseline " + (listening.isEmpty() ? "ready" : listening));
        Children.ignoreRest(peer);
        return peer;
    }

    private void makeTables(EmbeddedServers servers) {
        Vertx vertx = Vertx.vertx();
        try {
            String schema = Files.readString(options.peer().resolve("schema.sql"));
            Waiting.on(
                    PgConnection.connect(vertx, servers.databaseUrl())
                            .compose(connection ->
                                    connection.query(schema).execute().eventually(connection::close)),
                    LIMIT);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } finally {
            Waiting.on(vertx.close(), LIMIT);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private JsonObject report() {
        JsonObject report = new JsonObject()
                .put("bench", "webhooks")
                .put("posts", options.posts())
                .put("rounds", options.rounds())
                .put("connections", PostLoad.CONNECTIONS)
                .put(
                        "complete",
                        ours.rounds().stream().allMatch(round -> round.run().refused() == 0))
                .put("ours", ours.toJson());
        if (options.withPeer()) {
            double accepted = theirs.spread(round -> round.run().rate()).median();
            report.put("baseline", theirs.toJson())
                    .put("ratio", ratio(ours.spread(round -> round.run().rate()).median(), accepted))
                    .put("readRatio", ratio(ours.spread(Round::readRate).median(), accepted));
        }
        return report;
    }

    private static double ratio(double ours, double theirs) {
        return Math.round(10 * ours / theirs) / 10.0;
    }
}
