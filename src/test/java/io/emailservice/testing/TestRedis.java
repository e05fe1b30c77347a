package io.emailservice.testing;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisServer;
import redis.embedded.core.RedisServerBuilder;

/**
 * A real Redis on a free port that keeps its data over {@link #stop()} and {@link #start()}; answers to test threads. The
 * system property {@code redis.server} names another server's program, for example a Valkey's.
 */
public final class TestRedis implements AutoCloseable {
    private static final String PASSWORD = "requirepass ";

    private final int port;
    private final String[] settings;
    private final Path directory;
    private final Vertx vertx = Vertx.vertx();
    private @Nullable RedisServer server;
    private @Nullable Redis client;

    /** Starts a server, with further lines of its configuration. */
    public TestRedis(String... settings) {
        this.settings = settings;
        try {
            port = freePort();
            directory = Files.createTempDirectory("redis");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        start();
    }

    /** Low enough for the second port of a cluster's node, 10000 above. */
    private static int freePort() throws IOException {
        while (true) {
            try (ServerSocket free = new ServerSocket(0)) {
                if (free.getLocalPort() < 55_000) {
                    return free.getLocalPort();
                }
            }
        }
    }

    /** With the password, if the settings have one ({@code requirepass}). */
    public String url() {
        String credentials = Stream.of(settings)
                .filter(setting -> setting.startsWith(PASSWORD))
                .map(setting -> ":" + setting.substring(PASSWORD.length()) + "@")
                .findFirst()
                .orElse("");
        return "redis://" + credentials + "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    public void start() {
        try {
            RedisServerBuilder builder = RedisServer.newRedisServer();
            String program = System.getProperty("redis.server", "");
            if (!program.isEmpty()) {
                builder.executableProvider(() -> new File(program));
            }
            for (String setting : settings) {
                builder.setting(setting);
            }
            RedisServer fresh = builder.port(port)
                    .setting("bind 127.0.0.1")
                    .setting("save \"\"")
                    .setting("appendonly yes")
                    .setting("appendfsync always")
                    .setting("dir " + directory)
                    .build();
            fresh.start();
            server = fresh;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        client = Redis.createClient(vertx, new RedisOptions().setConnectionString(url()));
    }

    /** Ends the server as a crash would be seen by its clients; what it answered is on disk. */
    public void stop() {
        try {
            if (client != null) {
                client.close().await(10, TimeUnit.SECONDS);
            }
            if (server != null) {
                server.stop();
            }
        } catch (Exception broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** Ends the server in the middle of whatever it does. */
    public void crash() {
        Matcher pid = Pattern.compile("process_id:(\\d+)").matcher(text("INFO server"));
        if (pid.find()) {
            ProcessHandle.of(Long.parseLong(pid.group(1))).ifPresent(ProcessHandle::destroyForcibly);
        }
        stop();
    }

    /** Forgets what is on disk; only while it is stopped. */
    public void forget() {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.delete(file);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** How often a command was carried out since {@code CONFIG RESETSTAT}. */
    public long calls(String command) {
        Matcher calls = Pattern.compile("cmdstat_" + command + ":calls=(\\d+)").matcher(text("INFO commandstats"));
        return calls.find() ? Long.parseLong(calls.group(1)) : 0;
    }

    /** Runs one command, words separated by spaces. */
    @CanIgnoreReturnValue
    public @Nullable Response run(String words) {
        return run((Object[]) words.split(" "));
    }

    @CanIgnoreReturnValue
    public @Nullable Response run(Object... words) {
        Request request = Request.cmd(Command.create(String.valueOf(words[0])));
        for (int i = 1; i < words.length; i++) {
            request.arg(String.valueOf(words[i]));
        }
        try {
            return java.util.Objects.requireNonNull(client).send(request).await(10, TimeUnit.SECONDS);
        } catch (Exception broken) {
            throw new IllegalStateException(String.valueOf(words[0]), broken);
        }
    }

    /** The answer as text; empty for none. */
    public String text(String words) {
        Response answer = run(words);
        return answer == null ? "" : answer.toString();
    }

    public long number(String words) {
        Response answer = run(words);
        return answer == null ? -1 : answer.toLong();
    }

    public List<String> texts(String words) {
        List<String> texts = new ArrayList<>();
        Response answer = run(words);
        if (answer != null) {
            answer.forEach(item -> texts.add(String.valueOf(item)));
        }
        return texts;
    }

    public void clear() {
        run("FLUSHALL");
    }

    @Override
    public void close() {
        stop();
        vertx.close().await();
    }
}
