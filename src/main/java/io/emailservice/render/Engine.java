package io.emailservice.render;

import com.github.jknack.handlebars.Context;
import com.github.jknack.handlebars.Decorator;
import com.github.jknack.handlebars.EscapingStrategy;
import com.github.jknack.handlebars.Handlebars;
import com.github.jknack.handlebars.HandlebarsError;
import com.github.jknack.handlebars.HandlebarsException;
import com.github.jknack.handlebars.Helper;
import com.github.jknack.handlebars.Options;
import com.github.jknack.handlebars.Template;
import com.github.jknack.handlebars.helper.DefaultHelperRegistry;
import com.github.jknack.handlebars.helper.InlineDecorator;
import com.github.jknack.handlebars.io.AbstractTemplateLoader;
import com.github.jknack.handlebars.io.StringTemplateSource;
import com.github.jknack.handlebars.io.TemplateSource;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One configuration of handlebars.java, made once and never changed: names mean what they mean in Handlebars.js, no
 * file is ever loaded, and only our helpers exist. Thread-safe.
 */
final class Engine {
    private static final Pattern UNKNOWN_HELPER = Pattern.compile("could not find (?:helper|decorator): '([^']*)'");

    private final Handlebars handlebars;
    private final @Nullable Engine checkedBy;
    private final DataResolver resolver;

    private Engine(boolean html, boolean strict, @Nullable Engine checkedBy) {
        this.checkedBy = checkedBy;
        this.resolver = new DataResolver(strict);
        this.handlebars = new Handlebars()
                .with(new NoFiles())
                .with(new OwnHelpers(strict))
                .with(html ? Escaping.HTML : EscapingStrategy.NOOP)
                .with(Values::format)
                .parentScopeResolution(false)
                .preEvaluatePartialBlocks(false)
                .infiniteLoops(true);
    }

    /** @param html whether values are escaped */
    static Engine lenient(boolean html) {
        return new Engine(html, false, null);
    }

    /**
     * Fails on a variable that is missing. handlebars.java reports an unknown helper at the compilation only where no
     * helper for missing variables exists, so the lenient engine looks first.
     */
    static Engine strict(boolean html, Engine lenient) {
        return new Engine(html, true, lenient);
    }

    /** @throws Refusal if the source isn't a template; names the line */
    Template compile(String part, String source) {
        if (checkedBy != null) {
            Template unused = checkedBy.compile(part, source);
        }
        try {
            return handlebars.compile(new StringTemplateSource(part, source));
        } catch (HandlebarsException refused) {
            throw syntax(part, refused);
        } catch (StackOverflowError tooDeep) {
            throw new Refusal(Refusal.TOO_DEEP, "the blocks of " + part + " are nested too deep");
        } catch (IOException impossible) {
            throw new IllegalStateException("a text can't fail to be read", impossible);
        }
    }

    /** A fresh scope for one part. */
    Context scope(Map<String, Object> data, Map<String, Template> partials) {
        Context scope = Context.newBuilder(data).resolver(resolver).build();
        if (!partials.isEmpty()) {
            List<Map<String, Template>> known = scope.data(Context.INLINE_PARTIALS);
            known.get(0).putAll(partials);
        }
        return scope;
    }

    private static Refusal syntax(String part, HandlebarsException refused) {
        Matcher helper = UNKNOWN_HELPER.matcher(String.valueOf(refused.getMessage()));
        HandlebarsError error = refused.getError();
        String place = error == null ? "" : " in line " + error.line;
        if (helper.find()) {
            return new Refusal(Refusal.UNKNOWN_HELPER, part + place + ": there is no helper " + helper.group(1));
        }
        return new Refusal(
                Refusal.TEMPLATE_SYNTAX, part + place + ": " + (error == null ? "not a template" : error.reason));
    }

    /** A section tests its variable, as {@code if} does: only what is printed must be there. */
    private static @Nullable Object missing(@Nullable Object ignored, Options options) throws IOException {
        if (!options.tagType.inline()) {
            return Blocks.choose(options.helperName.equals("unless"), options);
        }
        throw new Refusal(
                Refusal.MISSING_VARIABLE,
                options.helperName + " in line " + options.fn.position()[0] + " has no value in the data");
    }

    /** Ours and nothing else: the helpers of the library could log values or load files. */
    private static final class OwnHelpers extends DefaultHelperRegistry {
        private final Map<String, Helper<Object>> helpers;

        OwnHelpers(boolean strict) {
            helpers = Helpers.all(strict);
            if (strict) {
                helpers.put(HELPER_MISSING, Engine::missing);
            }
        }

        @Override
        @SuppressWarnings({"unchecked", "NullAway"}) // the library asks for unknown names and expects null
        public <C> Helper<C> helper(String name) {
            return (Helper<C>) helpers.get(name);
        }

        @Override
        @SuppressWarnings("NullAway") // likewise
        public Decorator decorator(String name) {
            return name.equals("inline") ? OwnHelpers::inline : null;
        }

        /** The library's {@code inline}, with calls that count towards the depth. */
        private static void inline(Template template, Options options) throws IOException {
            Options guarded = new Options.Builder(
                            options.handlebars,
                            options.helperName,
                            options.tagType,
                            options.context,
                            new GuardedTemplate(options.fn))
                    .setParams(options.params)
                    .setHash(options.hash)
                    .build();
            InlineDecorator.INSTANCE.apply(template, guarded);
        }
    }

    /** Partials come with the sources of a message; whatever isn't among them doesn't exist. */
    private static final class NoFiles extends AbstractTemplateLoader {
        @Override
        public TemplateSource sourceAt(String location) throws IOException {
            throw new FileNotFoundException(location);
        }
    }
}
