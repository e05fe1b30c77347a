package io.emailservice.twin.mailgun;

import io.emailservice.twin.wire.Answer;
import io.emailservice.twin.wire.Json;

/** Mailgun's ways to say no. */
final class MailgunAnswers {
    private MailgunAnswers() {}

    static Answer message(int status, String text) {
        return Answer.json(status, "{\"message\":" + Json.quote(text) + "}");
    }

    /** A bad key is the one refusal that isn't JSON. */
    static Answer forbidden() {
        return Answer.text(401, "Forbidden");
    }

    static Answer domainNotFound(String domain) {
        return message(404, "Domain not found: " + domain);
    }
}
