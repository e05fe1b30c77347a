package io.emailservice.message;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What holds can match of a message.
 *
 * @param template id of the stored template it names, or null
 * @param templateVersion the version that is pinned, or null while it isn't known
 * @param recipientDomains of all recipients, copies included
 */
public record HoldTarget(
        String tenant,
        @Nullable String campaign,
        @Nullable String template,
        @Nullable Integer templateVersion,
        String sendingDomain,
        Set<String> recipientDomains) {

    public HoldTarget {
        recipientDomains = Set.copyOf(recipientDomains);
    }

    public static HoldTarget of(SendRequest request) {
        TemplateRef template = request.template();
        return new HoldTarget(
                request.tenant(),
                request.campaign(),
                template == null ? null : template.id(),
                template == null ? null : template.version(),
                request.from().domain(),
                recipientDomains(request));
    }

    /** The same with the version that the template turned out to mean. */
    public HoldTarget withVersion(int version) {
        return new HoldTarget(tenant, campaign, template, version, sendingDomain, recipientDomains);
    }

    private static Set<String> recipientDomains(SendRequest request) {
        Set<String> domains = new HashSet<>();
        domains.add(request.to().domain());
        request.cc().forEach(copy -> domains.add(copy.domain()));
        request.bcc().forEach(copy -> domains.add(copy.domain()));
        return domains;
    }
}
