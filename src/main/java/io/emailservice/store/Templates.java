package io.emailservice.store;

import io.emailservice.message.Content;
import io.emailservice.message.TemplateVersion;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stored templates and their versions, which never change once they are published. Safe from any context. */
public final class Templates {
    private static final String PUBLISH = """
            WITH published AS (
              INSERT INTO template AS t (tenant, id, newest, created_at, updated_at)
              VALUES ($2, $3, 1, $1::timestamptz, $1)
              ON CONFLICT (tenant, id) DO UPDATE SET newest = t.newest + 1, updated_at = $1
              RETURNING newest
            )
            INSERT INTO template_version (tenant, id, version, locale, subject, html, text, created_at)
            SELECT $2, $3, p.newest, i.locale, i.subject, i.html, i.text, $1
            FROM published p, unnest($4::text[], $5::text[], $6::text[], $7::text[]) AS i(locale, subject, html, text)
            RETURNING version""";

    private static final String LOAD = """
            SELECT v.version, v.locale, v.subject, v.html, v.text
            FROM template t
            JOIN template_version v
              ON v.tenant = t.tenant AND v.id = t.id AND v.version = coalesce($3::int4, t.newest)
            WHERE t.tenant = $1::text AND t.id = $2::text AND v.locale = ANY($4::text[])
            ORDER BY array_position($4, v.locale) LIMIT 1""";

    private final Pool pool;
    private final Clock clock;

    Templates(Pool pool, Clock clock) {
        this.pool = pool;
        this.clock = clock;
    }

    /**
     * Publishes the next version with all its variants.
     *
     * @param variants by language tag, at least one; the empty tag is the variant without a language
     * @return its number, from 1
     */
    public Future<Integer> publish(String tenant, String id, Map<String, Content> variants) {
        if (variants.isEmpty()) {
            return Future.failedFuture(new IllegalArgumentException("a template version needs a variant"));
        }
        Columns<Map.Entry<String, Content>> columns = new Columns<>(List.copyOf(variants.entrySet()))
                .value(clock.instant())
                .value(tenant)
                .value(id)
                .texts(Map.Entry::getKey)
                .texts(variant -> variant.getValue().subject())
                .texts(variant -> variant.getValue().html())
                .texts(variant -> variant.getValue().text());
        return pool.preparedQuery(PUBLISH)
                .execute(columns.tuple())
                .map(rows -> rows.iterator().next().getInteger("version"));
    }

    /**
     * Loads one version of a template.
     *
     * @param version the version, or null for the newest one
     * @param locales language tags in order of preference; the first that exists is the answer
     */
    public Future<Optional<TemplateVersion>> load(
            String tenant, String id, @Nullable Integer version, List<String> locales) {
        Tuple parameters =
                Tuple.tuple().addValue(tenant).addValue(id).addValue(version).addValue(locales.toArray(String[]::new));
        return StoreException.told(
                "template", pool.preparedQuery(LOAD).execute(parameters).map(rows -> {
                    for (Row row : rows) {
                        Content content =
                                new Content(row.getString("subject"), row.getString("html"), row.getString("text"));
                        return Optional.of(
                                new TemplateVersion(id, row.getInteger("version"), row.getString("locale"), content));
                    }
                    return Optional.<TemplateVersion>empty();
                }));
    }
}
