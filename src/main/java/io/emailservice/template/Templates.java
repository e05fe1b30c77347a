package io.emailservice.template;

import io.emailservice.message.Content;
import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.SendRequest;
import io.emailservice.message.Sources;
import io.emailservice.message.TemplateRef;
import io.emailservice.message.TemplateVersion;
import io.emailservice.template.Resolution.Found;
import io.emailservice.template.Resolution.Refused;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Resolves requests to the sources they are rendered from, and remembers stored ones. Belongs to one event loop: make
 * one per verticle instance.
 */
public final class Templates {
    private static final int MAX_PARTIALS = 100;

    private final TemplateSource source;
    private final PartialNames partialNames;
    private final TemplateConfig config;
    private final Remembered<Wanted, Resolution> resolutions;
    private final Remembered<Wanted, Optional<TemplateVersion>> partials;

    /** What a template is asked for by. */
    private record Wanted(
            String tenant,
            String id,
            @Nullable Integer version,
            @Nullable String locale) {}

    public Templates(TemplateSource source, PartialNames partialNames, TemplateConfig config, Clock clock) {
        this.source = source;
        this.partialNames = partialNames;
        this.config = config;
        this.resolutions = new Remembered<>(config.cacheEntries(), clock);
        this.partials = new Remembered<>(config.cacheEntries(), clock);
    }

    /** The sources of a request. Completed already in the common case; fails only if the store is out of order. */
    public Future<Resolution> resolve(SendRequest request) {
        TemplateRef ref = request.template();
        if (ref != null) {
            Wanted wanted = new Wanted(request.tenant(), ref.id(), ref.version(), ref.locale());
            return resolutions.get(wanted, this::load);
        }
        Content content = request.content();
        if (content == null) {
            return Future.failedFuture(new IllegalArgumentException("a request has a template or content"));
        }
        Set<String> names = partialNames.in(content);
        return names.isEmpty()
                ? Future.succeededFuture(new Found(Sources.inline(content)))
                : withPartials(request.tenant(), null, Sources.INLINE, content).map(Found::new);
    }

    private Future<Remembered.Answer<Resolution>> load(Wanted wanted) {
        return ask(wanted).compose(version -> {
            if (version.isEmpty()) {
                Resolution refused = new Refused(new Failure(FailureClass.CONTENT, "unknown_template", text(wanted)));
                return Future.succeededFuture(new Remembered.Answer<>(refused, config.missing()));
            }
            TemplateVersion found = version.get();
            return withPartials(wanted.tenant, wanted.locale, found.name(), found.content())
                    .map(sources -> new Remembered.Answer<>(new Found(sources), lifetime(wanted, sources)));
        });
    }

    /** Partials are always the newest ones, so whatever uses them is only as lasting as they are. */
    private Duration lifetime(Wanted wanted, Sources sources) {
        boolean pinned = wanted.version != null
                && sources.partials().isEmpty()
                && partialNames.in(sources.content()).isEmpty();
        return pinned ? config.pinned() : config.newest();
    }

    private Future<Optional<TemplateVersion>> ask(Wanted wanted) {
        return source.load(wanted.tenant, wanted.id, wanted.version, Locales.preference(wanted.locale))
                .timeout(config.loadTimeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    private static String text(Wanted wanted) {
        return wanted.version == null
                ? "there is no template " + wanted.id
                : "there is no version " + wanted.version + " of template " + wanted.id;
    }

    /** Sources with all partials, theirs included. A partial that doesn't exist is left out: only using it fails. */
    private Future<Sources> withPartials(String tenant, @Nullable String locale, String name, Content content) {
        Map<String, Content> known = new HashMap<>();
        return collect(tenant, locale, partialNames.in(content), known, new HashSet<>())
                .map(done -> new Sources(name, content, known));
    }

    private Future<Void> collect(
            String tenant, @Nullable String locale, Set<String> names, Map<String, Content> known, Set<String> asked) {
        List<Future<Void>> loads = new ArrayList<>();
        for (String name : names) {
            if (asked.size() < MAX_PARTIALS && asked.add(name)) {
                Wanted wanted = new Wanted(tenant, name, null, locale);
                loads.add(partials.get(wanted, this::loadPartial).compose(version -> {
                    if (version.isEmpty()) {
                        return Future.<Void>succeededFuture();
                    }
                    Content content = version.get().content();
                    known.put(name, content);
                    return collect(tenant, locale, partialNames.in(content), known, asked);
                }));
            }
        }
        return loads.isEmpty() ? Future.succeededFuture() : Future.all(loads).mapEmpty();
    }

    private Future<Remembered.Answer<Optional<TemplateVersion>>> loadPartial(Wanted wanted) {
        return ask(wanted)
                .map(version ->
                        new Remembered.Answer<>(version, version.isEmpty() ? config.missing() : config.newest()));
    }
}
