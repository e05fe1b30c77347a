package io.emailservice.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emailservice.api.ApiConfig;
import io.emailservice.config.Problems;
import io.emailservice.config.Section;
import io.emailservice.delivery.DeliveryConfig;
import io.emailservice.delivery.SweepConfig;
import io.emailservice.event.EventConfig;
import io.emailservice.intake.IntakeConfig;
import io.emailservice.limit.LimitsConfig;
import io.emailservice.ops.HealthConfig;
import io.emailservice.provider.AccountConfig;
import io.emailservice.provider.ProviderAccounts;
import io.emailservice.provider.mailgun.MailgunConfig;
import io.emailservice.provider.ses.SesConfig;
import io.emailservice.queue.QueueConfig;
import io.emailservice.render.RenderConfig;
import io.emailservice.store.StoreConfig;
import io.emailservice.suppression.SuppressionConfig;
import io.emailservice.template.TemplateConfig;
import io.emailservice.tracking.TrackingConfig;
import io.emailservice.webhook.WebhookConfig;
import java.time.Duration;
import java.util.Map;

/** The whole configuration: one record per room. */
public record ServiceConfig(
        ProcessConfig process,
        ApiConfig http,
        HealthConfig health,
        QueueConfig queue,
        StreamsConfig streams,
        IntakeConfig intake,
        DeliveryConfig delivery,
        SweepConfig sweep,
        LimitsConfig limits,
        TemplateConfig template,
        RenderConfig render,
        TrackingConfig tracking,
        ProviderAccounts providers,
        SuppressionConfig suppression,
        WebhookConfig webhooks,
        StoreConfig store,
        EventConfig events) {

    /** Reads every section; all problems of all sections are noted before anybody complains. */
    public static ServiceConfig from(ObjectNode tree, Problems problems) {
        Section root = new Section("", tree, problems);
        QueueConfig queue = QueueConfig.from(root.section("queue"));
        ServiceConfig config = new ServiceConfig(
                ProcessConfig.from(root.section("process")),
                ApiConfig.from(root.section("http")),
                HealthConfig.from(root.section("health")),
                queue,
                StreamsConfig.from(root.section("streams"), queue.queues().keySet()),
                IntakeConfig.from(root.section("intake")),
                DeliveryConfig.from(root.section("delivery")),
                SweepConfig.from(root.section("sweep")),
                LimitsConfig.from(root.section("limits")),
                TemplateConfig.from(root.section("template")),
                RenderConfig.from(root.section("render")),
                TrackingConfig.from(root.section("tracking")),
                ProviderAccounts.from(
                        root.section("providers"),
                        Map.of(MailgunConfig.KIND, MailgunConfig::from, SesConfig.KIND, SesConfig::from)),
                SuppressionConfig.from(root.section("suppression")),
                WebhookConfig.from(root.section("webhooks")),
                StoreConfig.from(root.section("store")),
                EventConfig.from(root.section("events")));
        root.end();
        config.checkRules(root);
        return config;
    }

    /** Rules that need two rooms to check: only accounts that exist may be named. */
    private void checkRules(Section root) {
        providers.accounts().forEach((name, account) -> checkHorizon(root, name, account));
        delivery.rules().forEach(rule -> {
            rule.use().forEach(share -> checkAccount(root, rule.name(), share.account()));
            rule.fallback().forEach(account -> checkAccount(root, rule.name(), account));
        });
        webhooks.mailgun()
                .accounts()
                .keySet()
                .forEach(account -> checkKind(root, "mailgun.accounts", account, MailgunConfig.KIND));
        webhooks.queues().forEach((name, queue) -> {
            if (!queue.account().isEmpty()) {
                checkKind(root, "queues." + name, queue.account(), SesConfig.KIND);
            }
        });
        suppression.sync().accounts().keySet().forEach(account -> {
            if (!providers.accounts().containsKey(account)) {
                root.problem("suppression.sync.accounts", "names an account that providers doesn't have: " + account);
            }
        });
    }

    /** Silence about an attempt may only be believed when the attempt can't be made any more. */
    private void checkHorizon(Section root, String name, AccountConfig account) {
        Duration longest = delivery.callWithin().plus(account.sender().timeout());
        if (delivery.settleHorizon().compareTo(longest) <= 0) {
            root.problem(
                    "delivery.uncertain.horizon",
                    "must be longer than delivery.callWithin and the timeout of " + name + " together, " + longest);
        }
    }

    private void checkAccount(Section root, String rule, String account) {
        if (!providers.accounts().containsKey(account)) {
            root.problem(
                    "delivery.rules", "rule " + rule + " names an account that providers doesn't have: " + account);
        }
    }

    private void checkKind(Section root, String key, String account, String kind) {
        AccountConfig known = providers.accounts().get(account);
        if (known == null || !known.kind().equals(kind)) {
            root.problem(
                    "webhooks." + key, "names an account of kind " + kind + " that providers doesn't have: " + account);
        }
    }
}
