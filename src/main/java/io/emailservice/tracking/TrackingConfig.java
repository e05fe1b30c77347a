package io.emailservice.tracking;

import io.emailservice.config.Secret;
import io.emailservice.config.Section;
import io.emailservice.message.SendRequest;
import io.emailservice.message.Stream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is measured, and under which address and keys.
 *
 * @param baseUrl where recipients reach us, without a slash at the end: {@code https://mail.example.com}
 * @param keys secrets by number, 0 to 255; the one with the highest number signs, all others still verify
 * @param streams defaults of each stream
 * @param tenants defaults of tenants that differ from {@code streams}
 * @param unsubscribeMailto address for mail programs that unsubscribe by mail, or null
 * @param feedbackId sender id of the header {@code Feedback-ID}, or null for no header
 * @param sender name on the unsubscribe page, or null
 */
public record TrackingConfig(
        String baseUrl,
        Map<Integer, Secret> keys,
        Map<Stream, StreamTracking> streams,
        Map<String, Map<Stream, StreamTracking>> tenants,
        @Nullable String unsubscribeMailto,
        @Nullable String feedbackId,
        @Nullable String sender) {
    private static final int MIN_SECRET_BYTES = 16;
    private static final int MAX_KEY = 255;
    private static final Map<Stream, StreamTracking> STREAMS = Map.of(
            Stream.BULK, new StreamTracking(true, true, true),
            Stream.TRANSACTIONAL, new StreamTracking(true, true, false));

    /**
     * Defaults of one stream.
     *
     * @param opens whether opens are measured where the request doesn't say
     * @param clicks whether clicks are measured where the request doesn't say
     * @param unsubscribe whether messages carry the unsubscribe headers
     */
    public record StreamTracking(boolean opens, boolean clicks, boolean unsubscribe) {
        static StreamTracking from(Section section, StreamTracking defaults) {
            StreamTracking tracking = new StreamTracking(
                    section.flag("opens", defaults.opens),
                    section.flag("clicks", defaults.clicks),
                    section.flag("unsubscribe", defaults.unsubscribe));
            section.end();
            return tracking;
        }
    }

    public TrackingConfig {
        keys = Map.copyOf(keys);
        streams = Map.copyOf(streams);
        tenants = Map.copyOf(tenants);
    }

    /** Everything by default, with the two things that have none: an address and keys. */
    public static TrackingConfig defaults(String baseUrl, Map<Integer, Secret> keys) {
        return new TrackingConfig(baseUrl, keys, STREAMS, Map.of(), null, null, null);
    }

    /** Reads the section {@code tracking}. There is no default for {@code baseUrl} and {@code keys}. */
    public static TrackingConfig from(Section section) {
        String baseUrl = baseUrl(section);
        Map<Integer, Secret> keys = keys(section);
        Map<Stream, StreamTracking> streams = streams(section, STREAMS);
        Map<String, Map<Stream, StreamTracking>> tenants = section.sections("tenants", Map.of(), tenant -> {
            Map<Stream, StreamTracking> own = streams(tenant, streams);
            tenant.end();
            return own;
        });
        TrackingConfig config = new TrackingConfig(
                baseUrl, keys, streams, tenants, mailto(section), feedbackId(section), section.optionalText("sender"));
        section.end();
        return config;
    }

    /** The defaults for a request. */
    StreamTracking of(SendRequest request) {
        StreamTracking own = tenants.getOrDefault(request.tenant(), streams).get(request.stream());
        return own == null ? new StreamTracking(false, false, false) : own;
    }

    private static Map<Stream, StreamTracking> streams(Section section, Map<Stream, StreamTracking> defaults) {
        Map<Stream, StreamTracking> streams = new LinkedHashMap<>();
        defaults.forEach((stream, tracking) ->
                streams.put(stream, StreamTracking.from(section.section(stream.wire()), tracking)));
        return Map.copyOf(streams);
    }

    private static String baseUrl(Section section) {
        String url = section.requiredText("baseUrl");
        String trimmed = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        if (!url.isEmpty() && !reachable(trimmed)) {
            section.problem("baseUrl", "must be an absolute http or https URL of plain characters, without query");
        }
        return trimmed;
    }

    /** Links are put into HTML as they are, so nothing that HTML or a header would have to escape is let in. */
    private static boolean reachable(String url) {
        if (!url.matches("https?://[A-Za-z0-9.:\\[\\]_~/-]+")) {
            return false;
        }
        try {
            return URI.create(url).getHost() != null;
        } catch (IllegalArgumentException malformed) {
            return false;
        }
    }

    private static Map<Integer, Secret> keys(Section section) {
        Section keys = section.section("keys");
        Map<Integer, Secret> result = new TreeMap<>();
        for (String name : keys.names()) {
            Secret secret = keys.secret(name, "");
            if (!name.matches("[0-9]{1,3}") || Integer.parseInt(name) > MAX_KEY) {
                keys.problem(name, "must be a number from 0 to " + MAX_KEY);
            } else if (secret.value().getBytes(StandardCharsets.UTF_8).length < MIN_SECRET_BYTES) {
                keys.problem(name, "must have at least " + MIN_SECRET_BYTES + " bytes");
            } else {
                result.put(Integer.parseInt(name), secret);
            }
        }
        if (keys.names().isEmpty()) {
            section.problem("keys", "needs at least one number with a secret, such as 1: (32 random characters)");
        }
        return result;
    }

    private static @Nullable String mailto(Section section) {
        String address = section.optionalText("unsubscribeMailto");
        if (address != null && !address.matches("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+")) {
            section.problem("unsubscribeMailto", "must be one address, such as unsubscribe@example.com");
        }
        return address;
    }

    private static @Nullable String feedbackId(Section section) {
        String id = section.optionalText("feedbackId");
        if (id != null && !id.matches("[A-Za-z0-9_-]{5,15}")) {
            section.problem("feedbackId", "must have 5 to 15 letters or digits");
        }
        return id;
    }
}
