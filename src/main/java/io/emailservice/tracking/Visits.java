package io.emailservice.tracking;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Reads from a request what later tells humans from machines. Pure. */
final class Visits {
    private static final int MAX_TEXT = 512;
    private static final List<String> TELLING = List.of(
            "accept",
            "accept-language",
            "purpose",
            "sec-purpose",
            "x-purpose",
            "x-moz",
            "via",
            "x-forwarded-for",
            "sec-fetch-mode",
            "sec-fetch-site",
            "sec-fetch-dest");

    private Visits() {}

    static Visit of(UUID messageId, HttpServerRequest request, Clock clock) {
        SocketAddress peer = request.remoteAddress();
        String agent = request.getHeader("user-agent");
        return new Visit(
                messageId,
                clock.instant(),
                request.method().equals(HttpMethod.HEAD),
                agent == null ? "" : cut(agent),
                peer == null ? null : peer.hostAddress(),
                telling(request));
    }

    private static Map<String, String> telling(HttpServerRequest request) {
        Map<String, String> headers = new HashMap<>();
        for (String name : TELLING) {
            String value = request.getHeader(name);
            if (value != null) {
                headers.put(name, cut(value));
            }
        }
        return headers;
    }

    private static String cut(String text) {
        return text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) : text;
    }
}
