package io.emailservice.render;

import com.github.jknack.handlebars.HandlebarsException;

/** Ends a rendering for a reason that is the template's or the data's. Carries no value of the data. */
final class Refusal extends HandlebarsException {
    static final String MISSING_VARIABLE = "missing_variable";
    static final String TEMPLATE_SYNTAX = "template_syntax";
    static final String TEMPLATE_TOO_LARGE = "template_too_large";
    static final String TEMPLATE_ERROR = "template_error";
    static final String UNKNOWN_HELPER = "unknown_helper";
    static final String UNKNOWN_PARTIAL = "unknown_partial";
    static final String BAD_ARGUMENT = "bad_argument";
    static final String OUTPUT_TOO_LARGE = "output_too_large";
    static final String TOO_SLOW = "too_slow";
    static final String TOO_DEEP = "too_deep";

    private final String code;
    private final String text;

    Refusal(String code, String text) {
        super(text, null);
        this.code = code;
        this.text = text;
    }

    String code() {
        return code;
    }

    String text() {
        return text;
    }

    /** A value of the flow, not a bug: where it was made says nothing. */
    @Override
    public Throwable fillInStackTrace() {
        return this;
    }
}
