package io.emailservice.twin.mailgun;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emailservice.twin.feedback.Happening;
import io.emailservice.twin.feedback.Poster;
import io.emailservice.twin.feedback.Target;
import io.emailservice.twin.feedback.Verdict;
import io.emailservice.twin.feedback.WebhookConfig;
import io.emailservice.twin.ledger.Acceptance;
import io.emailservice.twin.ledger.Source;
import io.emailservice.twin.wire.Answer;
import io.emailservice.twin.wire.Json;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A webhook of a domain or of the account. Every try carries a signature of its own. */
final class WebhookTarget implements Target {
    private static final String HMAC = "HmacSHA256";
    private static final int TOKEN_BYTES = 25;
    private static final int DONE = 200;
    private static final int NEVER_AGAIN = 406;
    private static final List<Duration> PAUSES = List.of(
            Duration.ofMinutes(5),
            Duration.ofMinutes(10),
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            Duration.ofHours(2),
            Duration.ofHours(4));

    private final WebhookConfig config;
    private final int domain;
    private final Poster poster;
    private final Clock clock;
    private final SplittableRandom random;
    private final Mac mac;

    /**
     * @param domain number of the domain, or {@link MailgunDomains#ALL}
     */
    WebhookTarget(WebhookConfig config, int domain, Poster poster, Clock clock, long seed) {
        this.config = config;
        this.domain = domain;
        this.poster = poster;
        this.clock = clock;
        this.random = new SplittableRandom(seed);
        try {
            mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(config.signingKey().value().getBytes(UTF_8), HMAC));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    @Override
    public boolean takes(Acceptance acceptance) {
        return acceptance.source() == Source.MAILGUN
                && (domain == MailgunDomains.ALL || domain == acceptance.account());
    }

    @Override
    public Future<Verdict> post(Happening happening, Runnable accepted) {
        ObjectNode body = Json.object();
        body.set("signature", signature());
        body.set("event-data", EventData.of(happening));
        return poster.post(
                        config.url(), Answer.JSON, Map.of("User-Agent", "mailgun/treq"), Buffer.buffer(body.toString()))
                .map(status ->
                        status == DONE ? Verdict.ACCEPTED : status == NEVER_AGAIN ? Verdict.REFUSED : Verdict.FAILED);
    }

    @Override
    public boolean tellsAtOnce() {
        return true;
    }

    @Override
    public List<Duration> pauses() {
        return PAUSES;
    }

    private ObjectNode signature() {
        String timestamp = String.valueOf(clock.instant().getEpochSecond());
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String token = HexFormat.of().formatHex(bytes);
        String signature = HexFormat.of().formatHex(mac.doFinal((timestamp + token).getBytes(UTF_8)));
        return Json.object().put("timestamp", timestamp).put("token", token).put("signature", signature);
    }
}
