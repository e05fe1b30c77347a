package io.emailservice.provider.ses;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Fetches and keeps the certificates of SNS. Trusts the address, which the caller has pinned, and TLS to it; looks at
 * names and dates of the certificate besides. A certificate is kept until it runs out or newer ones push it aside; a
 * failure only for a moment, so that a storm of posts asks once. Belongs to one event loop.
 */
public final class SnsCertificates implements Certificates {
    static final int MAX_KEPT = 20;
    static final int MAX_FETCHES = 4;
    static final int MAX_BYTES = 16 * 1024;
    static final Duration FAILURE_KEPT = Duration.ofSeconds(5);

    private final HttpClient client;
    private final Duration timeout;
    private final Clock clock;
    private final Map<URI, Entry> entries = new LinkedHashMap<>(MAX_KEPT, 0.75f, true);
    private int fetches;

    /** One fetch, under way or done. */
    private record Entry(Future<SnsCertificate> certificate, Instant askedAt) {
        boolean usable(Instant now) {
            boolean fresh = !now.isAfter(askedAt.plus(FAILURE_KEPT));
            boolean valid = certificate.succeeded() && certificate.result().isValidAt(now);
            return fresh || valid || !certificate.isComplete();
        }
    }

    /**
     * @param client see {@link #client}
     * @param timeout of one fetch as a whole
     */
    public SnsCertificates(HttpClient client, Duration timeout, Clock clock) {
        this.client = client;
        this.timeout = timeout;
        this.clock = clock;
    }

    /** A client fit for this: checks TLS certificates and host names, has few connections and a short queue. */
    public static HttpClient client(Vertx vertx) {
        return vertx.createHttpClient(
                new HttpClientOptions()
                        .setSsl(true)
                        .setTrustAll(false)
                        .setVerifyHost(true)
                        .setKeepAlive(false)
                        .setDecompressionSupported(false),
                new PoolOptions().setHttp1MaxSize(MAX_FETCHES).setMaxWaitQueueSize(MAX_FETCHES));
    }

    @Override
    public Future<PublicKey> key(URI url) {
        return certificate(url)
                .compose(certificate -> certificate.isValidAt(clock.instant())
                        ? Future.succeededFuture(certificate.key())
                        : Future.failedFuture(new Untrusted("the certificate is not valid now")));
    }

    private Future<SnsCertificate> certificate(URI url) {
        Instant now = clock.instant();
        Entry kept = entries.get(url);
        if (kept != null && kept.usable(now)) {
            return kept.certificate();
        }
        if (fetches >= MAX_FETCHES) {
            return Future.failedFuture("too many fetches are under way");
        }
        fetches++;
        Future<SnsCertificate> fetched = fetch(url).eventually(() -> {
            fetches--;
            return Future.succeededFuture();
        });
        makeRoom(now);
        entries.put(url, new Entry(fetched, now));
        return fetched;
    }

    /** Failures go first: made-up addresses must not push good certificates aside. */
    private void makeRoom(Instant now) {
        if (entries.size() >= MAX_KEPT) {
            entries.values()
                    .removeIf(entry -> !entry.usable(now) || entry.certificate().failed());
        }
        if (entries.size() >= MAX_KEPT) {
            entries.remove(entries.keySet().iterator().next());
        }
    }

    private Future<SnsCertificate> fetch(URI url) {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setAbsoluteURI(url.toString())
                .setFollowRedirects(false)
                .setTimeout(timeout.toMillis());
        return client.request(options)
                .compose(request -> exchange(request)
                        .timeout(timeout.toMillis(), TimeUnit.MILLISECONDS)
                        .onFailure(failure -> request.reset()))
                .compose(SnsCertificates::read);
    }

    private static Future<Buffer> exchange(HttpClientRequest request) {
        return request.send().compose(SnsCertificates::body);
    }

    /** Listens on after it has failed: the exchange is cut then, and its end is heard once more. */
    private static Future<Buffer> body(HttpClientResponse response) {
        Promise<Buffer> whole = Promise.promise();
        Buffer body = Buffer.buffer();
        response.exceptionHandler(whole::tryFail);
        response.endHandler(end -> whole.tryComplete(body));
        response.handler(chunk -> {
            if (body.length() + chunk.length() <= MAX_BYTES) {
                body.appendBuffer(chunk);
            } else {
                whole.tryFail("the certificate is longer than any");
            }
        });
        if (response.statusCode() != 200) {
            whole.tryFail("the certificate's host answered with status " + response.statusCode());
        }
        return whole.future();
    }

    private static Future<SnsCertificate> read(Buffer pem) {
        try {
            return Future.succeededFuture(SnsCertificate.parse(pem.getBytes()));
        } catch (Untrusted wrong) {
            return Future.failedFuture(wrong);
        }
    }
}
