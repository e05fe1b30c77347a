package io.emailservice.twin.ses;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emailservice.twin.wire.Answer;
import io.emailservice.twin.wire.Endpoint;
import io.emailservice.twin.wire.Json;
import io.vertx.core.http.HttpServerRequest;

/** {@code GET /v2/email/account}. */
final class AccountEndpoint implements Endpoint {
    private final SignatureCheck signatures;
    private final SendQuota quota;
    private final SesAnswers answers;

    AccountEndpoint(SignatureCheck signatures, SendQuota quota, SesAnswers answers) {
        this.signatures = signatures;
        this.quota = quota;
        this.answers = answers;
    }

    @Override
    public Kind kind() {
        return Kind.READ;
    }

    @Override
    public Answer answer(HttpServerRequest request, byte[] body) {
        try {
            signatures.check(request, body);
        } catch (SesError error) {
            return answers.error(error);
        }
        ObjectNode account = Json.object()
                .put("DedicatedIpAutoWarmupEnabled", false)
                .put("EnforcementStatus", "HEALTHY")
                .put("ProductionAccessEnabled", true);
        quota.describeAccount(account);
        account.putObject("SuppressionAttributes")
                .putArray("SuppressedReasons")
                .add("BOUNCE")
                .add("COMPLAINT");
        return answers.ok(account.toString(), Answer.NOTHING_ACCEPTED);
    }
}
