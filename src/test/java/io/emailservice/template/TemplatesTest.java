package io.emailservice.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.Content;
import io.emailservice.message.FailureClass;
import io.emailservice.message.Sources;
import io.emailservice.message.TemplateRef;
import io.emailservice.message.TemplateVersion;
import io.emailservice.template.Resolution.Found;
import io.emailservice.template.Resolution.Refused;
import io.emailservice.testing.RenderableRequests;
import io.emailservice.testing.TestClock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TemplatesTest {
    private static final Content HELLO = new Content("Hello", "<p>hello</p>", null);

    private final TestClock clock = TestClock.create();
    private final FakeStore store = new FakeStore();
    private final Templates templates = new Templates(store, TemplatesTest::partials, TemplateConfig.DEFAULTS, clock);

    /** Keeps templates by {@code id} or {@code id@version} and notes what it was asked for. */
    private static final class FakeStore implements TemplateSource {
        private final Map<String, TemplateVersion> versions = new HashMap<>();
        private final List<String> asked = new ArrayList<>();
        private @Nullable Promise<Optional<TemplateVersion>> held;

        @Override
        public Future<Optional<TemplateVersion>> load(
                String tenant, String id, @Nullable Integer version, List<String> locales) {
            asked.add(tenant + "/" + id + "@" + version + locales);
            if (held != null) {
                return held.future();
            }
            return Future.succeededFuture(Optional.ofNullable(versions.get(version == null ? id : id + "@" + version)));
        }
    }

    /** Sources of these tests name their partials in the text part. */
    private static Set<String> partials(Content content) {
        String text = content.text();
        return text == null || text.isEmpty() ? Set.of() : Set.of(text.split(","));
    }

    private void store(String key, int version, Content content) {
        store.versions.put(key, new TemplateVersion(key.replaceAll("@.*", ""), version, "", content));
    }

    private Resolution resolve(String id, @Nullable Integer version, @Nullable String locale) {
        return templates
                .resolve(RenderableRequests.stored(new TemplateRef(id, version, locale)))
                .result();
    }

    private static Sources found(Resolution resolution) {
        assertThat(resolution).isInstanceOf(Found.class);
        return ((Found) resolution).sources();
    }

    @Test
    void takesInlineContentAsItIs() {
        Future<Resolution> resolved = templates.resolve(RenderableRequests.inline(HELLO, Map.of()));
        assertThat(found(resolved.result())).isEqualTo(Sources.inline(HELLO));
        assertThat(store.asked).isEmpty();
    }

    @Test
    void loadsAPinnedVersionOnce() {
        store("hello@3", 3, HELLO);
        assertThat(found(resolve("hello", 3, null))).isEqualTo(new Sources("hello@3", HELLO, Map.of()));
        clock.advance(Duration.ofMinutes(59));
        assertThat(found(resolve("hello", 3, null)).content()).isSameAs(HELLO);
        assertThat(store.asked).containsExactly("default/hello@3[]");
    }

    @Test
    void looksForANewerVersionAfterSeconds() {
        store("hello", 3, HELLO);
        assertThat(found(resolve("hello", null, null)).name()).isEqualTo("hello@3");
        store("hello", 4, HELLO);
        assertThat(found(resolve("hello", null, null)).name()).isEqualTo("hello@3");
        clock.advance(Duration.ofSeconds(5));
        assertThat(found(resolve("hello", null, null)).name()).isEqualTo("hello@4");
    }

    @Test
    void asksForTheLanguageFirstAndForNoneLast() {
        store("hello", 1, HELLO);
        assertThat(found(resolve("hello", null, "en-GB")).content()).isEqualTo(HELLO);
        assertThat(store.asked).containsExactly("default/hello@null[en-GB, en, ]");
    }

    @Test
    void namesTheLanguageThatItFound() {
        store.versions.put("hello", new TemplateVersion("hello", 2, "en", HELLO));
        assertThat(found(resolve("hello", null, "en-GB")).name()).isEqualTo("hello@2/en");
    }

    @Test
    void refusesAnUnknownTemplateAndForgetsThatSoon() {
        Resolution refused = resolve("nope", null, null);
        assertThat(refused).isInstanceOfSatisfying(Refused.class, answer -> {
            assertThat(answer.failure().kind()).isEqualTo(FailureClass.CONTENT);
            assertThat(answer.failure().code()).isEqualTo("unknown_template");
            assertThat(answer.failure().text()).isEqualTo("there is no template nope");
        });
        store("nope", 1, HELLO);
        assertThat(resolve("nope", null, null)).isSameAs(refused);
        clock.advance(Duration.ofSeconds(2));
        assertThat(resolve("nope", null, null)).isInstanceOf(Found.class);
        assertThat(store.asked).hasSize(2);
    }

    @Test
    void sharesOneLoadBetweenAllWhoWait() {
        store.held = Promise.promise();
        Future<Resolution> first = templates.resolve(RenderableRequests.stored(new TemplateRef("hello", 1, null)));
        Future<Resolution> second = templates.resolve(RenderableRequests.stored(new TemplateRef("hello", 1, null)));
        assertThat(first.isComplete() || second.isComplete()).isFalse();
        store.held.complete(Optional.of(new TemplateVersion("hello", 1, "", HELLO)));
        assertThat(first.result()).isSameAs(second.result());
        assertThat(store.asked).hasSize(1);
    }

    @Test
    void doesNotRememberThatTheStoreWasDown() {
        store.held = Promise.promise();
        Future<Resolution> failed = templates.resolve(RenderableRequests.stored(new TemplateRef("hello", null, null)));
        store.held.fail("down");
        assertThat(failed.failed()).isTrue();
        store.held = null;
        store("hello", 1, HELLO);
        assertThat(resolve("hello", null, null)).isInstanceOf(Found.class);
    }

    @Test
    void bringsPartialsOfPartials() {
        Content header = new Content("", "header", "logo");
        Content logo = new Content("", "logo", "");
        store("header", 1, header);
        store("logo", 9, logo);
        store("hello@1", 1, new Content("s", "h", "header,missing"));
        assertThat(found(resolve("hello", 1, "de")).partials()).isEqualTo(Map.of("header", header, "logo", logo));
        assertThat(store.asked).contains("default/logo@null[de, ]");
        Future<Resolution> inline =
                templates.resolve(RenderableRequests.inline(new Content("s", "h", "logo"), Map.of()));
        assertThat(found(inline.result()).partials()).isEqualTo(Map.of("logo", logo));
    }

    @Test
    void survivesPartialsThatUseEachOther() {
        store("a", 1, new Content("", "a", "b"));
        store("b", 1, new Content("", "b", "a"));
        Future<Resolution> inline = templates.resolve(RenderableRequests.inline(new Content("s", "h", "a"), Map.of()));
        assertThat(found(inline.result()).partials()).containsOnlyKeys("a", "b");
    }

    @Test
    void refreshesThePartialsOfAPinnedVersion() {
        store("footer", 1, new Content("", "old", ""));
        store("hello@1", 1, new Content("s", "h", "footer"));
        assertThat(found(resolve("hello", 1, null)).partials()).containsEntry("footer", new Content("", "old", ""));
        store("footer", 2, new Content("", "new", ""));
        clock.advance(Duration.ofSeconds(5));
        assertThat(found(resolve("hello", 1, null)).partials()).containsEntry("footer", new Content("", "new", ""));
    }

    @Test
    void remembersNoMoreThanItsBound() {
        Remembered<Integer, Integer> remembered = new Remembered<>(3, clock);
        for (int i = 0; i < 10; i++) {
            int value = i;
            Future<Integer> answer =
                    remembered.get(i, q -> Future.succeededFuture(new Remembered.Answer<>(value, Duration.ofHours(1))));
            assertThat(answer.result()).isEqualTo(value);
        }
        assertThat(remembered.size()).isEqualTo(3);
    }

    @Test
    void fallsBackThroughLanguages() {
        assertThat(Locales.preference("zh_Hant_TW")).containsExactly("zh-Hant-TW", "zh-Hant", "zh", "");
        assertThat(Locales.preference(null)).containsExactly("");
        assertThat(Locales.preference("x".repeat(100))).containsExactly("");
    }
}
