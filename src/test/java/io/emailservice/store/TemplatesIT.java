package io.emailservice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.emailservice.message.Content;
import io.emailservice.message.TemplateVersion;
import io.emailservice.testing.TestPostgres;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TemplatesIT {
    private static final Content ENGLISH = new Content("Welcome", "<p>Welcome</p>", null);
    private static final Content GERMAN = new Content("Willkommen", null, "Willkommen");

    private static TestPostgres.Database database;
    private static Vertx vertx;
    private static Store store;

    @BeforeAll
    static void open() {
        database = TestPostgres.database();
        vertx = Vertx.vertx();
        store = Answer.of(Store.open(vertx, database.config(), Clock.systemUTC(), StoreMetrics.NONE));
    }

    @AfterAll
    static void close() {
        Answer.of(store.close());
        Answer.of(vertx.close());
    }

    @Test
    void numbersVersionsFromOne() {
        assertThat(publish("numbers", Map.of("", ENGLISH))).isEqualTo(1);
        assertThat(publish("numbers", Map.of("", GERMAN))).isEqualTo(2);

        assertThat(load("numbers", null, "")).contains(new TemplateVersion("numbers", 2, "", GERMAN));
        assertThat(load("numbers", 1, "")).contains(new TemplateVersion("numbers", 1, "", ENGLISH));
        assertThat(load("numbers", 3, "")).isEmpty();
    }

    @Test
    void takesTheFirstLocaleThatExists() {
        assertThat(publish("locales", Map.of("", ENGLISH, "de", GERMAN))).isEqualTo(1);

        assertThat(load("locales", null, "de-CH", "de", "")).contains(new TemplateVersion("locales", 1, "de", GERMAN));
        assertThat(load("locales", null, "fr", "")).contains(new TemplateVersion("locales", 1, "", ENGLISH));
        assertThat(load("locales", null, "fr")).isEmpty();
    }

    @Test
    void keepsTenantsApart() {
        assertThat(publish("mine", Map.of("", ENGLISH))).isEqualTo(1);

        assertThat(Answer.of(store.templates().load("other", "mine", null, List.of(""))))
                .isEmpty();
    }

    @Test
    void givesEveryPublisherItsOwnVersion() {
        var all = Stream.generate(() -> store.templates().publish("default", "busy", Map.of("", ENGLISH)))
                .limit(20)
                .toList();

        assertThat(Answer.all(all)).doesNotHaveDuplicates().contains(1, 20);
    }

    @Test
    void neverChangesAPublishedVersion() {
        assertThat(publish("fixed", Map.of("", ENGLISH))).isEqualTo(1);

        assertThatThrownBy(() -> database.run("UPDATE template_version SET subject = 'x' WHERE id = 'fixed'"))
                .hasStackTraceContaining("never changed");
    }

    private static int publish(String id, Map<String, Content> variants) {
        return Answer.of(store.templates().publish("default", id, variants));
    }

    private static Optional<TemplateVersion> load(String id, @Nullable Integer version, String... locales) {
        return Answer.of(store.templates().load("default", id, version, List.of(locales)));
    }
}
