package io.emailservice.service;

import io.emailservice.message.TemplateVersion;
import io.emailservice.store.Templates;
import io.emailservice.template.TemplateSource;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The store's templates as the template room asks for them. */
record StoredTemplates(Templates templates) implements TemplateSource {
    @Override
    public Future<Optional<TemplateVersion>> load(
            String tenant, String id, @Nullable Integer version, List<String> locales) {
        return templates.load(tenant, id, version, locales);
    }
}
