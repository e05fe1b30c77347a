package io.emailservice.render;

import static org.assertj.core.api.Assertions.assertThat;

import io.emailservice.message.Content;
import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.RenderedMessage;
import io.emailservice.message.SendRequest;
import io.emailservice.message.Sources;
import io.emailservice.message.TemplateRef;
import io.emailservice.render.RenderResult.Rendered;
import io.emailservice.render.RenderResult.Unrenderable;
import io.emailservice.testing.RenderableRequests;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RendererTest {
    private static final UUID ID = UUID.fromString("0190b0a0-0000-7000-8000-000000000001");
    private static final String SECRET = "s3cret-value";

    private final Renderer renderer = renderer(RenderConfig.DEFAULTS);

    private static Renderer renderer(RenderConfig config) {
        return new Renderer(config, Clock.systemUTC(), (id, request) -> "https://mail.example.com/u/" + id);
    }

    private RenderResult render(Content content, Map<String, Object> data, Map<String, Content> partials) {
        return renderer.render(task(content, data, partials));
    }

    private static RenderTask task(Content content, Map<String, Object> data, Map<String, Content> partials) {
        SendRequest request = RenderableRequests.inline(content, data);
        return new RenderTask(ID, request, new Sources("test", content, partials));
    }

    private static RenderedMessage rendered(RenderResult result) {
        assertThat(result).isInstanceOf(Rendered.class);
        return ((Rendered) result).message();
    }

    private static Failure failure(RenderResult result) {
        assertThat(result).isInstanceOf(Unrenderable.class);
        Failure failure = ((Unrenderable) result).failure();
        assertThat(failure.kind()).isEqualTo(FailureClass.CONTENT);
        assertThat(failure.text()).doesNotContain(SECRET);
        return failure;
    }

    private String html(String source, Map<String, Object> data) {
        return String.valueOf(
                rendered(render(new Content("s", source, "t"), data, Map.of())).html());
    }

    private Failure refused(String html, Map<String, Object> data) {
        return failure(render(new Content("s", html, "t"), data, Map.of()));
    }

    private Failure refusedStrictly(String html, Map<String, Object> data) {
        return failure(renderer.render(task(new Content("s", html, "t"), data, Map.of()), true));
    }

    @Test
    void rendersAllPartsAndKeepsTheCallersHeaders() {
        Content content = new Content("Hi {{name}}", "<p>Hi {{name}}</p>", "Hi {{name}}!");
        SendRequest request = RenderableRequests.of(
                io.emailservice.message.Stream.BULK,
                null,
                content,
                Map.of("name", "Ann"),
                Map.of("X-Order", "4711"),
                null);
        RenderedMessage message = rendered(renderer.render(new RenderTask(ID, request, Sources.inline(content))));
        assertThat(message)
                .isEqualTo(new RenderedMessage("Hi Ann", "<p>Hi Ann</p>", "Hi Ann!", Map.of("X-Order", "4711")));
    }

    @Test
    void escapesInHtmlOnly() {
        Content content = new Content("{{x}}", "<p title=\"{{x}}\">{{x}}{{{x}}}</p>", "{{x}}");
        RenderedMessage message = rendered(render(content, Map.of("x", "<a>&'\"`="), Map.of()));
        String escaped = "&lt;a&gt;&amp;&#x27;&quot;&#x60;&#x3D;";
        assertThat(message.html()).isEqualTo("<p title=\"" + escaped + "\">" + escaped + "<a>&'\"`=</p>");
        assertThat(message.text()).isEqualTo("<a>&'\"`=");
        assertThat(message.subject()).isEqualTo("<a>&'\"`=");
    }

    @Test
    void escapesWhatHelpersAnswer() {
        assertThat(html("{{upper x}}{{join list '<'}}", Map.of("x", "<b>", "list", List.of("1", "2"))))
                .isEqualTo("&lt;B&gt;1&lt;2");
    }

    @Test
    void reachesNothingButDataOfMapsAndLists() {
        Map<String, Object> data = Map.of("name", SECRET, "list", List.of("a"), "n", 1);
        String source = "[{{name.bytes}}{{name.class}}{{name.length}}{{this.class}}{{class.name}}{{list.class}}"
                + "{{list.size}}{{n.intValue}}{{name.value}}{{#each name.bytes}}x{{/each}}{{@root.class}}"
                + "{{lookup name 'bytes'}}{{lookup this 'class'}}{{lookup list 'size'}}{{toString}}{{hashCode}}]";
        assertThat(html(source, data)).isEqualTo("[]");
    }

    @Test
    void knowsTheLengthOfAList() {
        assertThat(html("{{list.length}}", Map.of("list", List.of(1, 2)))).isEqualTo("2");
    }

    @Test
    void hasOnlyOurHelpers() {
        for (String name : List.of("log", "include", "embedded", "precompile", "i18n", "i18nJs", "block", "partial")) {
            assertThat(refused("{{" + name + " 'x'}}", Map.of()).code()).isEqualTo("unknown_helper");
        }
    }

    @Test
    void namesAnUnknownHelperWithoutRendering() {
        Failure failure = refused("\n{{shout name}}", Map.of("name", SECRET));
        assertThat(failure.code()).isEqualTo("unknown_helper");
        assertThat(failure.text()).contains("shout").contains("html");
        assertThat(refused("{{#shout name}}x{{/shout}}", Map.of()).code()).isEqualTo("unknown_helper");
        assertThat(refused("{{#if (shout name)}}x{{/if}}", Map.of()).code()).isEqualTo("unknown_helper");
        assertThat(refusedStrictly("{{shout name}}", Map.of()).code()).isEqualTo("unknown_helper");
        assertThat(refused("{{*shout name}}", Map.of()).code()).isEqualTo("unknown_helper");
    }

    @Test
    void namesTheLineOfASyntaxError() {
        Failure failure = refused("<p>\n{{#if x}}\nunclosed", Map.of());
        assertThat(failure.code()).isEqualTo("template_syntax");
        assertThat(failure.text()).contains("html in line 3");
    }

    @Test
    void printsNothingForAMissingVariable() {
        assertThat(html("[{{a}}{{a.b.c}}{{upper a}}{{#a}}x{{/a}}{{date a}}]", Map.of()))
                .isEqualTo("[]");
    }

    @Test
    void strictlyNamesAMissingVariable() {
        Failure failure = refusedStrictly("<p>\n{{user.name}}</p>", Map.of("user", Map.of("mail", SECRET)));
        assertThat(failure.code()).isEqualTo("missing_variable");
        assertThat(failure.text()).contains("user.name").contains("line 2");
        assertThat(refusedStrictly("{{upper nick}}", Map.of()).text()).contains("{{upper nick}}");
        assertThat(refusedStrictly("{{default (upper nick) 'x'}}", Map.of()).code())
                .isEqualTo("missing_variable");
    }

    @Test
    void strictnessAllowsTestsDefaultsAndNulls() {
        Map<String, Object> data = new HashMap<>();
        data.put("gone", null);
        String source = "[{{gone}}{{upper gone}}{{#if a}}x{{/if}}{{#a}}x{{/a}}{{^a}}none{{/a}}{{default a 'd'}}"
                + "{{#each a}}x{{/each}}{{#if (eq a 1)}}x{{/if}}{{#if (gt a 1)}}x{{/if}}]";
        RenderTask task = task(new Content("s", source, "t"), data, Map.of());
        assertThat(rendered(renderer.render(task, true)).html()).isEqualTo("[noned]");
    }

    @Test
    void scopesNamesAsHandlebarsJsDoes() {
        Map<String, Object> data = Map.of("name", "outer", "items", List.of(Map.of("id", 1), Map.of("id", 2)));
        assertThat(html("{{#each items}}{{id}}{{name}}{{../name}}{{@root.name}};{{/each}}", data))
                .isEqualTo("1outerouter;2outerouter;");
        assertThat(html("{{#with items.[1]}}{{id}}{{#if id}}{{id}}{{/if}}{{/with}}", data))
                .isEqualTo("22");
        assertThat(html(
                        "{{#each items as |item i|}}{{i}}{{item.id}}{{#each item}}{{@key}}{{item.id}}{{/each}}{{/each}}",
                        data))
                .isEqualTo("01id112id2");
        assertThat(html("{{#items}}{{id}}{{/items}}", data)).isEqualTo("12");
        assertThat(html(
                        "{{#each items as |i|}}{{#with i as |w|}}{{#each @root.l}}{{this}}{{@index}}{{i.id}}{{w.id}}"
                                + "{{/each}}{{/with}}{{/each}}",
                        Map.of("items", data.get("items"), "l", List.of("x", "y"))))
                .isEqualTo("x011y111x022y122");
    }

    @Test
    void loopsKnowWhereTheyAre() {
        Map<String, Object> data = Map.of("l", List.of("a", "b", "c"), "m", Map.of("k", "v"), "e", List.of());
        assertThat(html(
                        "{{#each l}}{{@index}}{{this}}{{#unless @last}},{{/unless}}{{#if @first}}!{{/if}}{{/each}}",
                        data))
                .isEqualTo("0a,!1b,2c");
        assertThat(html("{{#each m}}{{@key}}={{this}}{{/each}}", data)).isEqualTo("k=v");
        assertThat(html("{{#each e}}x{{else}}none{{/each}}", data)).isEqualTo("none");
        assertThat(html("{{#each l}}{{#each ../l}}{{@../index}}{{@index}} {{/each}}{{/each}}", data))
                .startsWith("00 01 02 10");
    }

    @Test
    void choosesBetweenElseIfBranches() {
        String source = "{{#if (eq a 1)}}one{{else if (eq a 2)}}two{{else}}many{{/if}}";
        assertThat(html(source, Map.of("a", 1))).isEqualTo("one");
        assertThat(html(source, Map.of("a", 2L))).isEqualTo("two");
        assertThat(html(source, Map.of("a", "2"))).isEqualTo("many");
    }

    @Test
    void printsNumbersAsPeopleWriteThem() {
        Map<String, Object> data =
                Map.of("i", 7, "d", 10.0, "big", 12345678.9, "tiny", 0.0000001, "l", List.of(1, 2.5));
        assertThat(html("{{i}} {{d}} {{big}} {{tiny}} {{l}}", data)).isEqualTo("7 10 12345678.9 0.0000001 1,2.5");
    }

    @Test
    void usesPartialsOfTheSources() {
        Map<String, Content> partials = Map.of(
                "footer", new Content("", "<i>{{name}} {{year}}</i>{{> legal}}", "-- {{name}}"),
                "legal", new Content("", "<small>{{name}}</small>", null));
        Content content = new Content("s", "{{> footer year=2030}}", "{{> footer}}");
        RenderedMessage message = rendered(render(content, Map.of("name", "A&B"), partials));
        assertThat(message.html()).isEqualTo("<i>A&amp;B 2030</i><small>A&amp;B</small>");
        assertThat(message.text()).isEqualTo("-- A&B");
    }

    @Test
    void refusesAPartialThatDoesNotExist() {
        Failure failure = refused("{{> nowhere}}", Map.of());
        assertThat(failure.code()).isEqualTo("unknown_partial");
        assertThat(failure.text()).contains("nowhere");
        assertThat(refused("{{> (lookup this 'x')}}", Map.of("x", "/etc/" + SECRET))
                        .code())
                .isEqualTo("unknown_partial");
        assertThat(html("{{#> layout}}own{{/layout}}", Map.of())).isEqualTo("own");
    }

    @Test
    void usesInlinePartials() {
        assertThat(html("{{#*inline \"b\"}}<b>{{x}}</b>{{/inline}}{{> b x=1}}{{> b x=2}}", Map.of()))
                .isEqualTo("<b>1</b><b>2</b>");
    }

    @Test
    void boundsTheDepthOfPartials() {
        Map<String, Content> partials = Map.of("a", new Content("", "x{{> a}}", null));
        assertThat(failure(render(new Content("s", "{{> a}}", "t"), Map.of(), partials))
                        .code())
                .isEqualTo("too_deep");
        assertThat(refused("{{#*inline \"a\"}}{{> a}}{{/inline}}{{> a}}", Map.of())
                        .code())
                .isEqualTo("too_deep");
    }

    @Test
    void boundsTheNestingOfBlocks() {
        String source = "{{#if a}}".repeat(20_000) + "{{/if}}".repeat(20_000);
        assertThat(refused(source, Map.of("a", 1)).code()).isEqualTo("too_deep");
    }

    @Test
    void boundsTheSizeOfAPart() {
        Renderer small = renderer(new RenderConfig(false, 8, 1_000, 8, Duration.ofSeconds(5), 1));
        Content content = new Content("s", "{{#each l}}{{#each ../l}}0123456789{{/each}}{{/each}}", "t");
        List<Integer> list = java.util.stream.IntStream.range(0, 11).boxed().toList();
        assertThat(failure(small.render(task(content, Map.of("l", list), Map.of())))
                        .code())
                .isEqualTo("output_too_large");
        Content large = new Content("s", "{{a}}".repeat(300), "t");
        assertThat(failure(small.render(task(large, Map.of(), Map.of()))).code())
                .isEqualTo("template_too_large");
    }

    @Test
    void boundsTheTimeEvenWithoutAnyOutput() {
        AtomicLong millis = new AtomicLong();
        Clock clock = new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return Instant.ofEpochMilli(millis.getAndIncrement());
            }
        };
        Renderer slow = new Renderer(RenderConfig.DEFAULTS, clock, (id, request) -> "");
        List<Integer> list = java.util.stream.IntStream.range(0, 1_000).boxed().toList();
        Content loops = new Content("s", "{{#each l}}{{#each ../l}}{{/each}}{{/each}}", "t");
        assertThat(failure(slow.render(task(loops, Map.of("l", list), Map.of())))
                        .code())
                .isEqualTo("too_slow");
        assertThat(millis.get()).isBetween(1_000L, 1_010L);
    }

    @Test
    void boundsTheTimeOfPartialsThatMultiply() {
        Map<String, Content> partials = new HashMap<>();
        for (int i = 0; i < 15; i++) {
            partials.put("p" + i, new Content("", ("{{> p" + (i + 1) + "}}").repeat(10), null));
        }
        partials.put("p15", new Content("", "", null));
        assertThat(failure(render(new Content("s", "{{> p0}}", "t"), Map.of(), partials))
                        .code())
                .isIn("too_slow", "unknown_partial");
    }

    @Test
    void keepsTheSubjectOnOneLine() {
        Content content = new Content("  Hello\r\nBcc: x@y.z {{x}} ", null, "t");
        assertThat(rendered(render(content, Map.of("x", "a\n\tb\u2028c"), Map.of()))
                        .subject())
                .isEqualTo("Hello Bcc: x@y.z a b c");
        Content longest = new Content("{{x}}", null, "t");
        assertThat(rendered(render(longest, Map.of("x", "é".repeat(5_000)), Map.of()))
                        .subject())
                .hasSize(998);
    }

    @Test
    void makesATextPartOnlyWhereNoneIsGiven() {
        String html = "<p>Hi {{n}}, <a href=\"https://x.example/?a=1&amp;b=2\">look</a></p>";
        assertThat(rendered(render(new Content("s", html, null), Map.of("n", "Ann"), Map.of()))
                        .text())
                .isEqualTo("Hi Ann, look https://x.example/?a=1&b=2\n");
        assertThat(rendered(render(new Content("s", html, "own"), Map.of(), Map.of()))
                        .text())
                .isEqualTo("own");
        assertThat(rendered(render(new Content("s", null, "own"), Map.of(), Map.of()))
                        .html())
                .isNull();
    }

    @Test
    void tellsWhereToUnsubscribe() {
        assertThat(html("<a href=\"{{unsubscribeUrl}}\">out</a>", Map.of()))
                .isEqualTo("<a href=\"https://mail.example.com/u/" + ID + "\">out</a>");
    }

    @Test
    void formatsInTheLanguageOfTheTemplate() {
        Content content = new Content("s", "{{number n}} {{date d format='MMMM'}}", "t");
        SendRequest request = RenderableRequests.of(
                io.emailservice.message.Stream.BULK,
                new TemplateRef("t", null, "de"),
                null,
                Map.of("n", 1234.5, "d", "2030-03-01"),
                Map.of(),
                null);
        assertThat(rendered(renderer.render(new RenderTask(ID, request, Sources.inline(content))))
                        .html())
                .isEqualTo("1.234,5 März");
    }

    @Test
    void checksSourcesBeforeTheyArePublished() {
        assertThat(renderer.check(new Content("{{a}}", "{{#if}}", "{{foo x}}")))
                .extracting(Failure::code)
                .containsExactly("template_syntax", "unknown_helper");
        assertThat(renderer.check(new Content("ok", "<p>{{a}}</p>", null))).isEmpty();
    }

    @Test
    void leavesSourcesWithoutTagsAlone() {
        assertThat(html("<p>a & b \\ {x}</p>", Map.of())).isEqualTo("<p>a & b \\ {x}</p>");
    }
}
