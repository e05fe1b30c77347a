package io.emailservice.render;

import io.emailservice.message.Failure;
import io.emailservice.message.FailureClass;
import io.emailservice.message.RenderedMessage;

/** What one rendering came to. A domain value: a failed future instead means that we broke. */
public sealed interface RenderResult {
    /** The message as the recipient will see it. */
    record Rendered(RenderedMessage message) implements RenderResult {}

    /**
     * The sources or the data don't allow it, and trying again won't help.
     *
     * @param failure class {@code content}; the text names a variable, tag or line of the template, never a value
     */
    record Unrenderable(Failure failure) implements RenderResult {
        static Unrenderable because(String code, String text) {
            return new Unrenderable(new Failure(FailureClass.CONTENT, code, text));
        }
    }
}
