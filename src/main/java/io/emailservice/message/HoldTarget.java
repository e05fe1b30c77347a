package io.emailservice.message;

import org.jspecify.annotations.Nullable;

/**
 * What holds can match of a message.
 *
 * @param template id of the stored template it names, or null
 * @param templateVersion the version that is pinned, or null while it isn't known
 */
public record HoldTarget(
        String tenant,
        @Nullable String campaign,
        @Nullable String template,
        @Nullable Integer templateVersion,
        String sendingDomain,
        String recipientDomain) {

    public static HoldTarget of(SendRequest request) {
        TemplateRef template = request.template();
        return new HoldTarget(
                request.tenant(),
                request.campaign(),
                template == null ? null : template.id(),
                template == null ? null : template.version(),
                request.from().domain(),
                request.to().domain());
    }

    /** The same with the version that the template turned out to mean. */
    public HoldTarget withVersion(int version) {
        return new HoldTarget(tenant, campaign, template, version, sendingDomain, recipientDomain);
    }
}
