package io.emailservice.twin.mailgun;

import io.emailservice.twin.wire.Answer;
import io.emailservice.twin.wire.UrlEncoding;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The domains of the account, and who may use them. A route is {@code /v3/{domain}/…}. */
final class MailgunDomains {
    /** Stands for every domain. */
    static final int ALL = -1;

    /** Stands for a domain that isn't there. */
    static final int NONE = -2;

    static final String PREFIX = "/v3/";

    private final Map<String, Integer> numbers = new HashMap<>();
    private final MailgunKeys keys;

    MailgunDomains(List<String> domains, MailgunKeys keys) {
        this.keys = keys;
        for (String domain : domains) {
            numbers.putIfAbsent(domain.toLowerCase(Locale.ROOT), numbers.size());
        }
    }

    /** Why a request isn't let in, or null if it is. */
    @Nullable
    Answer refusal(HttpServerRequest request, boolean sends) {
        if (!keys.open(request.getHeader(HttpHeaders.AUTHORIZATION), sends)) {
            return MailgunAnswers.forbidden();
        }
        String domain = domain(request.path());
        return find(domain) == null ? MailgunAnswers.domainNotFound(domain) : null;
    }

    /** The number of the domain that a let-in request names. */
    int number(HttpServerRequest request) {
        Integer number = find(domain(request.path()));
        return number == null ? 0 : number;
    }

    /** The number of a domain by its name: {@link #ALL} for an empty one, {@link #NONE} for one that isn't there. */
    int numberOf(String domain) {
        Integer number = find(domain);
        return domain.isEmpty() ? ALL : number == null ? NONE : number;
    }

    /** The domain of a path under {@link #PREFIX}. */
    static String domain(String path) {
        int end = path.indexOf('/', PREFIX.length());
        String domain = path.substring(PREFIX.length(), end < 0 ? path.length() : end);
        return domain.indexOf('%') < 0 ? domain : UrlEncoding.decode(domain);
    }

    private @Nullable Integer find(String domain) {
        Integer number = numbers.get(domain);
        return number != null ? number : numbers.get(domain.toLowerCase(Locale.ROOT));
    }
}
