package io.emailservice.api;

import io.emailservice.config.Secret;
import io.emailservice.config.Section;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Section {@code http}.
 *
 * @param port 0 for any free one
 * @param publicUrl how recipients and callers reach this server, without a slash at the end
 * @param maxBodyBytes of a request body
 * @param maxHeaderBytes of all request headers
 * @param maxUrlBytes of the request line
 * @param idleTimeout after which a silent connection is closed
 * @param answerTimeout how long storing a request may take before the caller is told to try again
 * @param shutdownTimeout how long requests in flight may take to finish on shutdown
 * @param maxInFlight send requests being stored at once, over all entrances; beyond it callers are told to try again
 * @param maxEventStreams of server-sent events open at once
 * @param keySecret under which the configured HMACs of keys were made
 */
public record ApiConfig(
        String host,
        int port,
        String publicUrl,
        int maxBodyBytes,
        int maxHeaderBytes,
        int maxUrlBytes,
        Duration idleTimeout,
        Duration answerTimeout,
        Duration shutdownTimeout,
        int maxInFlight,
        int maxEventStreams,
        Secret keySecret,
        List<ApiKeyConfig> keys) {

    public static final ApiConfig DEFAULTS = new ApiConfig(
            "0.0.0.0",
            8080,
            "http://localhost:8080",
            41_943_040,
            16_384,
            8_192,
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            5_000,
            100,
            new Secret(""),
            List.of());

    public ApiConfig {
        keys = List.copyOf(keys);
    }

    public static ApiConfig from(Section section) {
        ApiConfig config = new ApiConfig(
                section.text("host", DEFAULTS.host),
                section.integer("port", DEFAULTS.port, 0, 65_535),
                publicUrl(section),
                section.integer("maxBodyBytes", DEFAULTS.maxBodyBytes, 1_024, 128 << 20),
                section.integer("maxHeaderBytes", DEFAULTS.maxHeaderBytes, 1_024, 1 << 20),
                section.integer("maxUrlBytes", DEFAULTS.maxUrlBytes, 256, 64 << 10),
                section.duration("idleTimeout", DEFAULTS.idleTimeout, Duration.ofSeconds(1), Duration.ofHours(1)),
                section.duration("answerTimeout", DEFAULTS.answerTimeout, Duration.ofMillis(10), Duration.ofMinutes(1)),
                section.duration(
                        "shutdownTimeout", DEFAULTS.shutdownTimeout, Duration.ofMillis(100), Duration.ofMinutes(5)),
                section.integer("maxInFlight", DEFAULTS.maxInFlight, 1, 100_000),
                section.integer("maxEventStreams", DEFAULTS.maxEventStreams, 0, 10_000),
                section.secret("keySecret", ""),
                section.list("keys", DEFAULTS.keys, ApiKeyConfig::from));
        if (config.keySecret.value().isEmpty()
                && config.keys.stream().anyMatch(key -> !key.hmac().isEmpty())) {
            section.problem("keySecret", "is required for keys given as hmac");
        }
        section.end();
        return config;
    }

    private static String publicUrl(Section section) {
        String url = section.text("publicUrl", DEFAULTS.publicUrl);
        @Nullable String host = host(url);
        if (host == null || !url.matches("https?://.*") || url.endsWith("/")) {
            section.problem("publicUrl", "must be an http or https URL without a slash at the end");
        }
        return url;
    }

    private static @Nullable String host(String url) {
        try {
            return URI.create(url).getHost();
        } catch (IllegalArgumentException notAUrl) {
            return null;
        }
    }
}
