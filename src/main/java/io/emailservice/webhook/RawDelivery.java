package io.emailservice.webhook;

import io.emailservice.config.Secret;
import io.emailservice.provider.PostVerdict;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SNS' raw delivery: the message alone, without any signature. It is believed only with a secret that the subscription's
 * address carries as {@code ?token=}, or a proxy adds as a header.
 */
final class RawDelivery {
    static final String PARAMETER = "token";
    static final String HEADER = "X-Webhook-Token";

    private static final String MARK = "x-amz-sns-rawdelivery";
    private static final String ID = "x-amz-sns-message-id";
    private static final String TOPIC = "x-amz-sns-topic-arn";
    private static final int MAX_ID = 100;

    private final byte[] secret;
    private final List<String> topics;

    /** These topics may post; if there are none, the secret alone decides. */
    RawDelivery(Secret secret, List<String> topics) {
        this.secret = secret.value().getBytes(StandardCharsets.UTF_8);
        this.topics = topics;
    }

    static boolean isRaw(HttpServerRequest request) {
        return "true".equalsIgnoreCase(request.getHeader(MARK));
    }

    Future<PostVerdict> check(HttpServerRequest request, Buffer body) {
        if (!isSecret(request.getHeader(HEADER)) && !isSecret(request.getParam(PARAMETER))) {
            return Future.failedFuture(new Refused(Refusal.BAD_SECRET));
        }
        String topic = request.getHeader(TOPIC);
        if (topic != null && !topics.isEmpty() && !topics.contains(topic)) {
            return Future.failedFuture(new Refused(Refusal.UNKNOWN_TOPIC));
        }
        return Future.succeededFuture(new PostVerdict.Genuine(key(request.getHeader(ID), body)));
    }

    /** Compared in constant time; an unset secret fits nothing. */
    private boolean isSecret(@Nullable String given) {
        return given != null
                && secret.length > 0
                && MessageDigest.isEqual(secret, given.getBytes(StandardCharsets.UTF_8));
    }

    /** SNS' id, which repetitions keep; without one, the body stands for itself. */
    private static String key(@Nullable String id, Buffer body) {
        return id != null && !id.isEmpty() && id.length() <= MAX_ID ? id : hash(body);
    }

    static String hash(Buffer body) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(body.getBytes()));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
