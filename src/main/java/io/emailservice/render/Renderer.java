package io.emailservice.render;

import com.github.jknack.handlebars.Context;
import com.github.jknack.handlebars.HandlebarsError;
import com.github.jknack.handlebars.HandlebarsException;
import com.github.jknack.handlebars.Template;
import io.emailservice.message.Content;
import io.emailservice.message.Failure;
import io.emailservice.message.RenderedMessage;
import io.emailservice.message.SendRequest;
import io.emailservice.message.TemplateRef;
import io.emailservice.render.RenderResult.Rendered;
import io.emailservice.render.RenderResult.Unrenderable;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Renders messages: subject, HTML and text, within bounds of size, depth and time. The one renderer of the service: a
 * preview uses it too. Thread-safe; a call takes as long as the template takes, so never call it on an event loop.
 */
public final class Renderer {
    private static final int MAX_SUBJECT = 998;
    private static final String SUBJECT = "subject";
    private static final String HTML = "html";
    private static final String TEXT = "text";

    private final RenderConfig config;
    private final Clock clock;
    private final UnsubscribeLink unsubscribeLink;
    private final CompiledTemplates compiled;
    private final Engines lenient;
    private final Engines strict;

    /** The two engines of one strictness: HTML escapes what it prints, plain parts don't. */
    private record Engines(Engine html, Engine plain) {}

    public Renderer(RenderConfig config, Clock clock, UnsubscribeLink unsubscribeLink) {
        this.config = config;
        this.clock = clock;
        this.unsubscribeLink = unsubscribeLink;
        this.compiled = new CompiledTemplates(config.cacheTemplates(), config.maxOutputBytes());
        this.lenient = new Engines(Engine.lenient(true), Engine.lenient(false));
        this.strict = new Engines(Engine.strict(true, lenient.html), Engine.strict(false, lenient.plain));
    }

    /** Renders as the configuration says. */
    public RenderResult render(RenderTask task) {
        return render(task, config.strict());
    }

    /**
     * Renders one message.
     *
     * @param strictly whether a printed variable that is missing from the data refuses the message
     */
    public RenderResult render(RenderTask task, boolean strictly) {
        Run run = new Run(task, strictly ? strict : lenient);
        try {
            Content content = task.sources().content();
            String html = content.html() == null ? null : run.part(HTML, content.html(), true);
            String given = content.text() == null ? null : run.part(TEXT, content.text(), false);
            String text = given == null && html != null ? TextPart.of(html) : given;
            String subject = oneLine(run.part(SUBJECT, content.subject(), false));
            return new Rendered(
                    new RenderedMessage(subject, html, text, task.request().headers()));
        } catch (Refusal refusal) {
            return Unrenderable.because(refusal.code(), refusal.text());
        }
    }

    /** Compiles every part strictly, as before a template is published; empty if nothing is wrong. */
    public List<Failure> check(Content content) {
        List<Failure> failures = new ArrayList<>();
        check(SUBJECT, content.subject(), lenient.plain, failures);
        check(HTML, content.html(), lenient.html, failures);
        check(TEXT, content.text(), lenient.plain, failures);
        return failures;
    }

    private void check(String part, @Nullable String source, Engine engine, List<Failure> failures) {
        try {
            if (source != null) {
                Template unused = compiled.get(engine, part, source).template();
            }
        } catch (Refusal refusal) {
            failures.add(Unrenderable.because(refusal.code(), refusal.text()).failure());
        }
    }

    /** Header lines can't hold a line break; what would start a new one becomes a space. */
    private static String oneLine(String subject) {
        StringBuilder line = new StringBuilder(subject.length());
        for (int i = 0; i < subject.length() && line.length() < MAX_SUBJECT; i++) {
            char c = subject.charAt(i);
            boolean blank = c <= ' ' || c == 0x7f || c == 0x85 || c == 0x2028 || c == 0x2029;
            if (!blank) {
                line.append(c);
            } else if (line.length() > 0 && line.charAt(line.length() - 1) != ' ') {
                line.append(' ');
            }
        }
        if (line.length() > 0 && Character.isHighSurrogate(line.charAt(line.length() - 1))) {
            line.setLength(line.length() - 1);
        }
        return line.toString().strip();
    }

    /** One message on its way through the engines. One thread. */
    private final class Run {
        private final RenderTask task;
        private final Engines engines;
        private final Output.Call call;

        Run(RenderTask task, Engines engines) {
            this.task = task;
            this.engines = engines;
            SendRequest request = task.request();
            this.call = new Output.Call(locale(request), () -> unsubscribeLink.of(task.messageId(), request));
        }

        String part(String name, String source, boolean html) {
            if (!TemplateTags.in(source)) {
                return source;
            }
            Engine engine = html ? engines.html : engines.plain;
            CompiledTemplates.Compiled template = compiled.get(engine, name, source);
            Context scope = engine.scope(task.request().data(), partials(engine, html));
            Output output = new Output(template.expectedLength(), config, clock, call);
            apply(name, template.template(), output.attachTo(scope), output);
            String text = output.toString();
            template.wrote(text.length());
            return text;
        }

        private Map<String, Template> partials(Engine engine, boolean html) {
            if (task.sources().partials().isEmpty()) {
                return Map.of();
            }
            Map<String, Template> partials = new HashMap<>();
            task.sources().partials().forEach((name, content) -> {
                String source = html && content.html() != null ? content.html() : content.text();
                if (source != null) {
                    partials.put(
                            name,
                            new GuardedTemplate(compiled.get(engine, "partial " + name, source)
                                    .template()));
                }
            });
            return partials;
        }
    }

    private static void apply(String part, Template template, Context scope, Output output) {
        try {
            template.apply(scope, output);
        } catch (Refusal refusal) {
            throw refusal;
        } catch (HandlebarsException failure) {
            throw refusal(part, failure);
        } catch (StackOverflowError tooDeep) {
            throw new Refusal(Refusal.TOO_DEEP, part + " is nested too deep");
        } catch (IOException | RuntimeException failure) {
            throw new Refusal(Refusal.TEMPLATE_ERROR, part + " can't be rendered");
        }
    }

    /** The library's own words may hold values of the data, so only the place is told. */
    private static Refusal refusal(String part, HandlebarsException failure) {
        HandlebarsError error = failure.getError();
        if (error == null) {
            return new Refusal(Refusal.TEMPLATE_ERROR, part + " can't be rendered");
        }
        if (error.reason.startsWith("The partial '")) {
            return new Refusal(
                    Refusal.UNKNOWN_PARTIAL, error.evidence + " in line " + error.line + ": there is no such template");
        }
        return new Refusal(Refusal.TEMPLATE_ERROR, error.filename + " can't be rendered because of line " + error.line);
    }

    private static Locale locale(SendRequest request) {
        TemplateRef template = request.template();
        return template == null || template.locale() == null
                ? Locale.ENGLISH
                : Locale.forLanguageTag(template.locale());
    }
}
