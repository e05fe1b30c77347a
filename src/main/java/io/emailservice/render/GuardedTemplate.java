package io.emailservice.render;

import com.github.jknack.handlebars.Context;
import com.github.jknack.handlebars.TagType;
import com.github.jknack.handlebars.Template;
import com.github.jknack.handlebars.TypeSafeTemplate;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/** A partial whose calls count towards the depth: a partial may call itself, but not for ever. */
final class GuardedTemplate implements Template {
    private final Template partial;

    GuardedTemplate(Template partial) {
        this.partial = partial;
    }

    @Override
    public void apply(Context context, Writer writer) throws IOException {
        Output output = Output.of(context);
        output.enter();
        partial.apply(context, writer);
        output.leave();
    }

    @Override
    public String apply(Context context) throws IOException {
        Output output = Output.of(context);
        output.enter();
        String text = partial.apply(context);
        output.leave();
        return text;
    }

    @Override
    public void apply(Object model, Writer writer) throws IOException {
        partial.apply(model, writer);
    }

    @Override
    public String apply(Object model) throws IOException {
        return partial.apply(model);
    }

    @Override
    public String text() {
        return partial.text();
    }

    @Override
    public String toJavaScript() {
        return partial.toJavaScript();
    }

    @Override
    public <T, S extends TypeSafeTemplate<T>> S as(Class<S> type) {
        return partial.as(type);
    }

    @Override
    public <T> TypeSafeTemplate<T> as() {
        return partial.as();
    }

    @Override
    public List<String> collect(TagType... types) {
        return partial.collect(types);
    }

    @Override
    public List<String> collectReferenceParameters() {
        return partial.collectReferenceParameters();
    }

    @Override
    public String filename() {
        return partial.filename();
    }

    @Override
    public int[] position() {
        return partial.position();
    }
}
