package io.emailservice.twin.ses;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Decides whether a request was signed with the account's secret (AWS Signature Version 4, header form). */
final class SignatureCheck {
    private static final String MISMATCH =
            "The request signature we calculated does not match the signature you provided."
                    + " Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";
    private static final String SERVICE = "ses";
    private static final String HMAC = "HmacSHA256";
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final DateTimeFormatter AMZ_DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final HexFormat HEX = HexFormat.of();

    private final SesConfig config;
    private final Clock clock;
    private final Mac mac;
    private final MessageDigest sha256;
    private String keyDate = "";
    private byte[] key = new byte[0];

    SignatureCheck(SesConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
        try {
            this.mac = Mac.getInstance(HMAC);
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** Throws the refusal that a request deserves, if any. */
    void check(HttpServerRequest request, byte[] body) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        if (header == null) {
            throw SesError.forbidden("MissingAuthenticationTokenException", "Missing Authentication Token");
        }
        Signature given = Signature.parse(header);
        if (!given.accessKeyId().equals(config.accessKeyId())) {
            throw SesError.forbidden(
                    "UnrecognizedClientException", "The security token included in the request is invalid.");
        }
        if (!given.region().equals(config.region()) || !given.service().equals(SERVICE)) {
            throw invalid("Credential should be scoped to region '" + config.region() + "' and service 'ses'.");
        }
        if (config.verifySignatures()) {
            String date = checkedDate(request.getHeader("x-amz-date"), given);
            String canonical = canonicalRequest(request, given, HEX.formatHex(sha256.digest(body)));
            String toSign = Signature.ALGORITHM
                    + '\n'
                    + date
                    + '\n'
                    + given.scope()
                    + '\n'
                    + HEX.formatHex(sha256.digest(canonical.getBytes(UTF_8)));
            String expected = HEX.formatHex(hmac(signingKey(given.date()), toSign));
            if (!MessageDigest.isEqual(
                    expected.getBytes(UTF_8), given.signature().getBytes(UTF_8))) {
                throw invalid(MISMATCH);
            }
        }
    }

    private String checkedDate(@Nullable String date, Signature given) {
        if (date == null || !given.signedHeaders().contains("host") || !date.startsWith(given.date())) {
            throw invalid("'Host' and 'X-Amz-Date' must be signed, and the date must be that of the credential scope.");
        }
        Instant signed;
        try {
            signed = AMZ_DATE.parse(date, Instant::from);
        } catch (DateTimeException malformed) {
            throw invalid("Date must be in ISO-8601 'basic format'. Got '" + date + "'.");
        }
        Instant now = clock.instant();
        if (signed.isBefore(now.minus(SKEW))) {
            throw invalid("Signature expired: " + date + " is now earlier than " + AMZ_DATE.format(now.minus(SKEW))
                    + " (" + AMZ_DATE.format(now) + " - 5 min.)");
        }
        if (signed.isAfter(now.plus(SKEW))) {
            throw invalid("Signature not yet current: " + date + " is still later than "
                    + AMZ_DATE.format(now.plus(SKEW)) + " (" + AMZ_DATE.format(now) + " + 5 min.)");
        }
        return date;
    }

    private static String canonicalRequest(HttpServerRequest request, Signature given, String bodyHash) {
        StringBuilder canonical = new StringBuilder(512)
                .append(request.method().name())
                .append('\n')
                .append(request.path().replace("%", "%25"))
                .append('\n')
                .append(canonicalQuery(request.query()))
                .append('\n');
        MultiMap headers = request.headers();
        for (String name : given.signedHeaders()) {
            String value = headers.getAll(name).stream()
                    .map(one -> one.strip().replaceAll(" {2,}", " "))
                    .collect(Collectors.joining(","));
            canonical.append(name).append(':').append(value).append('\n');
        }
        return canonical
                .append('\n')
                .append(String.join(";", given.signedHeaders()))
                .append('\n')
                .append(bodyHash)
                .toString();
    }

    private static String canonicalQuery(@Nullable String query) {
        if (query == null || query.isEmpty()) {
            return "";
        }
        return Arrays.stream(query.split("&", -1))
                .map(pair -> pair.indexOf('=') < 0 ? pair + '=' : pair)
                .sorted()
                .collect(Collectors.joining("&"));
    }

    /** The key of a day; it changes only then. */
    private byte[] signingKey(String date) {
        if (!date.equals(keyDate)) {
            byte[] secret = ("AWS4" + config.secretAccessKey().value()).getBytes(UTF_8);
            byte[] ofRegion = hmac(hmac(secret, date), config.region());
            key = hmac(hmac(ofRegion, SERVICE), "aws4_request");
            keyDate = date;
        }
        return key;
    }

    private byte[] hmac(byte[] secret, String text) {
        try {
            mac.init(new SecretKeySpec(secret, HMAC));
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException(unusable);
        }
        return mac.doFinal(text.getBytes(UTF_8));
    }

    private static SesError invalid(String message) {
        return SesError.forbidden("InvalidSignatureException", message);
    }
}
