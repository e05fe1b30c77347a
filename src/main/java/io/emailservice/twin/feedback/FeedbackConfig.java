package io.emailservice.twin.feedback;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emailservice.config.Section;
import java.util.List;

/** The script, and who is told. Without webhooks and subscriptions nobody is, and nothing is planned. */
public record FeedbackConfig(
        FeedbackScript script,
        List<WebhookConfig> webhooks,
        List<SubscriptionConfig> subscriptions,
        OutboxLimits limits) {
    public static final FeedbackConfig DEFAULTS =
            new FeedbackConfig(FeedbackScript.DEFAULTS, List.of(), List.of(), OutboxLimits.DEFAULTS);

    private static final int MOST_TARGETS = 20;

    /** Reads what a twin starts with. */
    public static FeedbackConfig from(Section section) {
        return read(section, OutboxLimits.from(section.section("limits")));
    }

    /** Reads what can be changed while it runs: all but the limits. */
    static FeedbackConfig read(Section section, OutboxLimits limits) {
        FeedbackConfig config = new FeedbackConfig(
                FeedbackScript.from(section),
                section.list("webhooks", List.of(), WebhookConfig::from),
                section.list("subscriptions", List.of(), SubscriptionConfig::from),
                limits);
        section.end();
        if (config.webhooks.size() > MOST_TARGETS || config.subscriptions.size() > MOST_TARGETS) {
            section.problem("webhooks", "must be at most " + MOST_TARGETS + ", and so must be subscriptions");
        }
        return config;
    }

    /** Puts it as {@link #read} takes it, but for the keys. */
    void describe(ObjectNode to) {
        script.rates().describe(to.putObject("rates"));
        script.accidents().describe(to.putObject("accidents"));
        to.putObject("delay")
                .put("min", script.minDelay().toMillis() + "ms")
                .put("max", script.maxDelay().toMillis() + "ms");
        to.put("speedup", script.speedup()).put("seed", script.seed());
        ArrayNode hooks = to.putArray("webhooks");
        webhooks.forEach(hook -> hooks.addObject()
                .put("domain", hook.domain())
                .put("url", hook.url())
                .put("signingKey", hook.signingKey().toString()));
        ArrayNode topics = to.putArray("subscriptions");
        subscriptions.forEach(subscription -> topics.addObject()
                .put("url", subscription.url())
                .put("queue", subscription.queue())
                .put("raw", subscription.raw())
                .put("version", subscription.version()));
    }
}
