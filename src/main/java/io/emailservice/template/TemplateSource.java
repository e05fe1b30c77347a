package io.emailservice.template;

import io.emailservice.message.TemplateVersion;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where stored templates come from. */
@FunctionalInterface
public interface TemplateSource {
    /**
     * Loads one version of a template.
     *
     * @param version the version, or null for the newest published one
     * @param locales language tags in order of preference, the last one empty (the variant without a language); of the
     *     wanted version, the first variant that exists is the answer
     * @return empty if the tenant has no such template, version or variant; fails only if the store is out of order
     */
    Future<Optional<TemplateVersion>> load(String tenant, String id, @Nullable Integer version, List<String> locales);
}
