package io.emailservice.queue;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where Redis is: {@code redis://[user:password@]host[:port][/db]}, or {@code rediss} for TLS; several after commas, of
 * which one is used: nodes of a cluster, or a primary and its replicas. Prints no credentials.
 */
public record RedisUrl(String value) {
    boolean isValid() {
        return each().stream().allMatch(one -> one.parsed() != null);
    }

    /** The addresses one by one. */
    List<RedisUrl> each() {
        return Arrays.stream(value.split(",", -1))
                .map(one -> new RedisUrl(one.strip()))
                .toList();
    }

    /** Another node that is reached with the same credentials; an empty host stands for this one. */
    RedisUrl at(String host, int port) {
        URI uri = parsed();
        if (uri == null) {
            return this;
        }
        String user = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo() + "@";
        String name = host.isEmpty() ? uri.getHost() : host.contains(":") ? "[" + host + "]" : host;
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new RedisUrl(uri.getScheme() + "://" + user + name + ":" + port + query);
    }

    private @Nullable URI parsed() {
        try {
            URI uri = new URI(value);
            boolean known = "redis".equals(uri.getScheme()) || "rediss".equals(uri.getScheme());
            return known && uri.getHost() != null ? uri : null;
        } catch (URISyntaxException notAUrl) {
            return null;
        }
    }

    @Override
    public String toString() {
        return each().stream().map(RedisUrl::masked).collect(Collectors.joining(","));
    }

    private static String masked(RedisUrl one) {
        URI uri = one.parsed();
        if (uri == null) {
            return "***";
        }
        String user = uri.getRawUserInfo() == null ? "" : "***@";
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return uri.getScheme() + "://" + user + uri.getHost() + port + uri.getRawPath();
    }
}
