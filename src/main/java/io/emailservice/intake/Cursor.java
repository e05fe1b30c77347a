package io.emailservice.intake;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.emailservice.message.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place in the JSON of one request, and the problems found so far. Every read method starts at a value and ends at its
 * last token; a value of a wrong kind is noted and stepped over, so that one pass finds everything. JSON null counts as
 * absent.
 */
final class Cursor {
    private static final int MAX_PROBLEMS = 100;

    final JsonParser parser;
    private @Nullable List<Problem> problems;

    Cursor(JsonParser parser) {
        this.parser = parser;
    }

    /** Notes a problem of the value the cursor is at. */
    void problem(String rule) {
        problem(parser.getParsingContext().pathAsPointer().toString(), rule);
    }

    /** Notes a problem elsewhere; keeps the first hundred. */
    void problem(String pointer, String rule) {
        if (problems == null) {
            problems = new ArrayList<>();
        }
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(new Problem(pointer, rule));
        }
    }

    /** Notes a required field that the object just read lacks. */
    void missing(String field) {
        problem(parser.getParsingContext().pathAsPointer() + "/" + field, "is required");
    }

    List<Problem> problems() {
        return problems == null ? List.of() : problems;
    }

    /** Enters an object: true if there is one to read with {@link #nextField()}. */
    boolean entersObject() throws IOException {
        return is(JsonToken.START_OBJECT, "an object");
    }

    /** Enters a list: true if there is one to read with {@link #nextItem()}. */
    boolean entersList() throws IOException {
        return is(JsonToken.START_ARRAY, "a list");
    }

    /** The name of the next field, with the cursor at its value; null at the end of the object. */
    @Nullable
    String nextField() throws IOException {
        @Nullable String name = parser.nextFieldName();
        if (name != null) {
            parser.nextToken();
        }
        return name;
    }

    /** Moves to the next item that isn't null, which is noted; false at the end of the list. */
    boolean nextItem() throws IOException {
        while (parser.nextToken() == JsonToken.VALUE_NULL) {
            problem("must not be null");
        }
        return parser.currentToken() != JsonToken.END_ARRAY;
    }

    /** Notes a field that the contract doesn't have, and steps over its value. */
    void unknownField() throws IOException {
        problem("is not a known field");
        parser.skipChildren();
    }

    /** A text of up to {@code max} characters, not empty. */
    @Nullable
    String text(int max) throws IOException {
        @Nullable String text = textOrEmpty(max);
        if (text != null && text.isEmpty()) {
            problem("must not be empty");
            return null;
        }
        return text;
    }

    /** A text of up to {@code max} characters; may be empty. */
    @Nullable
    String textOrEmpty(int max) throws IOException {
        if (!is(JsonToken.VALUE_STRING, "a text")) {
            return null;
        }
        String text = parser.getText();
        if (text.length() > max) {
            problem("must have at most " + max + " characters");
            return null;
        }
        if (Texts.hasNul(text)) {
            problem("must not contain NUL");
            return null;
        }
        return text;
    }

    /** A text on one line, such as a subject or a key; not blank. */
    @Nullable
    String line(int max) throws IOException {
        @Nullable String text = text(max);
        if (text != null && (!Texts.isOneLine(text) || text.isBlank())) {
            problem(text.isBlank() ? "must not be blank" : Texts.ONE_LINE);
            return null;
        }
        return text;
    }

    /** The name of a tenant, provider or template. */
    @Nullable
    String name(int max) throws IOException {
        @Nullable String text = text(max);
        if (text != null && !Texts.isName(text)) {
            problem(Texts.NAME);
            return null;
        }
        return text;
    }

    @Nullable
    Boolean flag() throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            return token == JsonToken.VALUE_TRUE;
        }
        refuse("true or false");
        return null;
    }

    /** Null, or a text without characters: the caller meant to give nothing. */
    boolean isNothing() throws IOException {
        return isNull() || (parser.currentToken() == JsonToken.VALUE_STRING && parser.getTextLength() == 0);
    }

    boolean isNull() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    /** True if the value is of the kind; if not, it is noted and stepped over. */
    private boolean is(JsonToken kind, String expected) throws IOException {
        if (parser.currentToken() == kind) {
            return true;
        }
        refuse(expected);
        return false;
    }

    private void refuse(String expected) throws IOException {
        if (!isNull()) {
            problem("must be " + expected + ", not " + kind(parser.currentToken()));
            parser.skipChildren();
        }
    }

    private static String kind(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case VALUE_STRING -> "a text";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            default -> "a boolean";
        };
    }
}
