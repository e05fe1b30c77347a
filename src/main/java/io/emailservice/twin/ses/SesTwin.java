package io.emailservice.twin.ses;

import io.emailservice.twin.fault.Effect;
import io.emailservice.twin.feedback.Acceptances;
import io.emailservice.twin.feedback.Happening;
import io.emailservice.twin.ledger.Ledger;
import io.emailservice.twin.ledger.ProviderIds;
import io.emailservice.twin.wire.Endpoint;
import io.vertx.core.http.HttpMethod;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The routes of the SES stand-in. */
public final class SesTwin {
    private static final String SEND = "/v2/email/outbound-emails";
    private static final String ACCOUNT = "/v2/email/account";
    private static final Set<HttpMethod> ON_LISTS = Set.of(HttpMethod.GET, HttpMethod.PUT, HttpMethod.DELETE);

    private final SendQuota quota;
    private final SesAnswers answers;
    private final Endpoint send;
    private final Endpoint account;
    private final SuppressionListEndpoint suppressions;
    private final SesEvents events;

    public SesTwin(SesConfig config, Ledger ledger, Acceptances acceptances, Clock clock, long seed) {
        this.quota = new SendQuota(config, clock);
        this.answers = new SesAnswers(clock, seed);
        SignatureCheck signatures = new SignatureCheck(config, clock);
        this.send = new SesSendEndpoint(config, signatures, quota, answers, ledger, acceptances);
        List<String> sets = config.configurationSets();
        this.events = new SesEvents(config.region(), sets.isEmpty() ? "none" : sets.get(0));
        this.account = new AccountEndpoint(signatures, quota, answers);
        this.suppressions = new SuppressionListEndpoint(signatures, answers, clock);
    }

    /** The form of the ids that it makes. */
    public static ProviderIds ids(SesConfig config, long seed) {
        return new SesIds(config.region(), seed);
    }

    /** Who answers a request, or null if there is no such route. */
    public @Nullable Endpoint endpoint(HttpMethod method, String path) {
        if (method.equals(HttpMethod.POST) && path.equals(SEND)) {
            return send;
        }
        if (path.startsWith(SuppressionListEndpoint.PATH) && ON_LISTS.contains(method)) {
            return suppressions;
        }
        return method.equals(HttpMethod.GET) && path.equals(ACCOUNT) ? account : null;
    }

    /** What SES publishes about a message. */
    public String event(Happening happening) {
        return events.json(happening);
    }

    /** How faults are worded. */
    public Effect.Wording wording() {
        return answers;
    }

    /** The limits of the account, which a script can change. */
    public SendQuota quota() {
        return quota;
    }

    /** Back to the configuration, with nothing sent. */
    public void reset() {
        quota.reset();
        suppressions.reset();
    }
}
