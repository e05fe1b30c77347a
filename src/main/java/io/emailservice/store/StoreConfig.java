package io.emailservice.store;

import io.emailservice.config.Secret;
import io.emailservice.config.Section;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the service reaches PostgreSQL and writes to it.
 *
 * @param url {@code postgresql://host:port/database?sslmode=…}, without user and password
 * @param migrate whether the service brings the schema up to date when it starts
 * @param poolSize connections of this process, beside one that stores posts and one that hears of holds
 * @param waitQueue most statements that wait for a connection
 * @param batchRows most rows of one statement
 * @param linger least time between two statements of one writer, unless a batch is full; stretched to up to five times
 *     that while much comes in
 * @param waiting most messages that wait to be written, per kind of write
 * @param deadline after which a write that PostgreSQL can't be reached for is given back as failed
 * @param statementTimeout after which PostgreSQL cancels a statement
 * @param retention age from which final messages and their events are dropped
 * @param partitionsAhead days for which partitions exist before they are needed
 */
public record StoreConfig(
        String url,
        String user,
        Secret password,
        boolean migrate,
        int poolSize,
        int waitQueue,
        int batchRows,
        Duration linger,
        int waiting,
        Duration deadline,
        Duration statementTimeout,
        Duration retention,
        int partitionsAhead) {

    /** What holds for every key that is not given. */
    public static final StoreConfig DEFAULTS = new StoreConfig(
            "postgresql://127.0.0.1:5432/emailservice",
            "emailservice",
            new Secret(""),
            true,
            8,
            1_000,
            500,
            Duration.ofMillis(10),
            20_000,
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofDays(90),
            7);

    /** Reads the section {@code store}; user and password may stand in the URL or beside it. */
    public static StoreConfig from(Section section) {
        String written = section.text("url", DEFAULTS.url);
        URI uri = parse(written);
        if (uri == null) {
            section.problem("url", "must be like postgresql://user:password@host:5432/database");
            uri = URI.create(DEFAULTS.url);
        }
        String[] credentials = credentials(uri);
        StoreConfig config = new StoreConfig(
                bare(uri),
                section.text("user", credentials[0].isEmpty() ? DEFAULTS.user : credentials[0]),
                section.secret("password", credentials[1]),
                section.flag("migrate", DEFAULTS.migrate),
                section.integer("poolSize", DEFAULTS.poolSize, 2, 200),
                section.integer("waitQueue", DEFAULTS.waitQueue, 10, 100_000),
                section.integer("batchRows", DEFAULTS.batchRows, 1, 2_000),
                section.duration("linger", DEFAULTS.linger, Duration.ZERO, Duration.ofSeconds(1)),
                section.integer("waiting", DEFAULTS.waiting, 100, 1_000_000),
                section.duration("deadline", DEFAULTS.deadline, Duration.ofSeconds(1), Duration.ofMinutes(10)),
                section.duration(
                        "statementTimeout", DEFAULTS.statementTimeout, Duration.ofMillis(100), Duration.ofMinutes(5)),
                section.duration("retention", DEFAULTS.retention, Duration.ofDays(1), Duration.ofDays(3_650)),
                section.integer("partitionsAhead", DEFAULTS.partitionsAhead, 2, 60));
        section.end();
        return config;
    }

    /** The same with another address, for embedded servers. */
    public StoreConfig at(String otherUrl, String otherUser, Secret otherPassword) {
        return new StoreConfig(
                otherUrl,
                otherUser,
                otherPassword,
                migrate,
                poolSize,
                waitQueue,
                batchRows,
                linger,
                waiting,
                deadline,
                statementTimeout,
                retention,
                partitionsAhead);
    }

    private static @Nullable URI parse(String text) {
        try {
            URI uri = new URI(text);
            boolean known = "postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme());
            boolean complete = uri.getHost() != null
                    && uri.getPath() != null
                    && uri.getPath().length() > 1;
            return known && complete ? uri : null;
        } catch (URISyntaxException notAUrl) {
            return null;
        }
    }

    private static String[] credentials(URI uri) {
        String info = uri.getRawUserInfo();
        if (info == null) {
            return new String[] {"", ""};
        }
        int colon = info.indexOf(':');
        String user = colon < 0 ? info : info.substring(0, colon);
        String password = colon < 0 ? "" : info.substring(colon + 1);
        return new String[] {decode(user), decode(password)};
    }

    private static String decode(String text) {
        // A plus sign means itself in the user part of a URL.
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String bare(URI uri) {
        String port = uri.getPort() < 0 ? ":5432" : ":" + uri.getPort();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return "postgresql://" + uri.getHost() + port + uri.getRawPath() + query;
    }
}
