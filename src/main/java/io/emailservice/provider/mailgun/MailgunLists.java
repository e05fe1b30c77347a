package io.emailservice.provider.mailgun;

import io.emailservice.message.SuppressionReason;
import io.emailservice.provider.SuppressionList;
import io.emailservice.provider.SuppressionLists;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.List;

/** The lists of a sending domain: bounces, complaints, unsubscribes. */
final class MailgunLists implements SuppressionLists {
    private final Calls calls;
    private final List<SuppressionList> all;

    MailgunLists(Calls calls, MailgunConfig config, Clock clock) {
        this.calls = calls;
        this.all = List.of(
                new MailgunList(calls, config, clock, "bounces", SuppressionReason.HARD_BOUNCE),
                new MailgunList(calls, config, clock, "complaints", SuppressionReason.COMPLAINT),
                new MailgunList(calls, config, clock, "unsubscribes", SuppressionReason.UNSUBSCRIBE));
    }

    @Override
    public List<SuppressionList> all() {
        return all;
    }

    @Override
    public Future<Void> close() {
        return calls.close();
    }
}
