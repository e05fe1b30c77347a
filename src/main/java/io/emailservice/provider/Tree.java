package io.emailservice.provider;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON document of somebody else, read without trust: every field may be missing or of another type than documented,
 * and both look the same. Immutable.
 */
public final class Tree {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final ObjectReader PART = JSON.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final int MAX_ITEMS = 1_000;

    private final JsonNode node;

    private Tree(JsonNode node) {
        this.node = node;
    }

    /** The JSON object in the bytes; empty if they hold anything else, or nothing whole. */
    public static Optional<Tree> parse(byte[] json) {
        try {
            return object(JSON.readTree(json));
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }

    /** As {@link #parse(byte[])}, with one field of the object. All others are read over, which costs a fraction. */
    public static Optional<Tree> parseOnly(String field, byte[] json) {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            ObjectNode object = JSON.createObjectNode();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = parser.currentName().equals(field);
                parser.nextToken();
                if (wanted) {
                    object.set(field, PART.readTree(parser));
                } else {
                    parser.skipChildren();
                }
            }
            return parser.nextToken() == null ? Optional.of(new Tree(object)) : Optional.empty();
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }

    /** The JSON object in the text; empty if it holds anything else, or nothing whole. */
    public static Optional<Tree> parse(String json) {
        try {
            return object(JSON.readTree(json));
        } catch (JsonProcessingException notJson) {
            return Optional.empty();
        }
    }

    /** An object of texts and maps. */
    public static Tree of(Map<String, Object> fields) {
        return new Tree(JSON.valueToTree(fields));
    }

    /** The value of a field; an empty one if there is none. */
    public Tree at(String field) {
        return new Tree(node.path(field));
    }

    /** The object itself, or the one in its text: some interfaces of one provider write it as JSON within JSON. */
    public Tree unwrapped() {
        return node.isTextual() ? parse(node.textValue()).orElse(new Tree(MissingNode.getInstance())) : this;
    }

    /** The field as text if it is a text or a number; null if it is anything else, empty or blank. */
    public @Nullable String text(String field) {
        return scalar(node.path(field));
    }

    /** The field as text, exactly as it was written; null if it is no text. */
    public @Nullable String exactText(String field) {
        return node.path(field).textValue();
    }

    /** {@link #text}, or the other if there is none. */
    public String text(String field, String other) {
        String text = text(field);
        return text == null ? other : text;
    }

    /** True for {@code true} and for the text of it. */
    public boolean flag(String field) {
        return node.path(field).asBoolean(false);
    }

    /** The field as a finite number, also if it is written as a text; NaN if it is none. */
    public double number(String field) {
        double number = node.path(field).asDouble(Double.NaN);
        return Double.isFinite(number) ? number : Double.NaN;
    }

    /** The objects in a list; whatever else it holds is left out, and so is what follows the first thousand. */
    public List<Tree> objects(String field) {
        List<Tree> objects = new ArrayList<>();
        for (JsonNode item : node.path(field)) {
            if (item.isObject() && objects.size() < MAX_ITEMS) {
                objects.add(new Tree(item));
            }
        }
        return objects;
    }

    /** The texts in a list, or the one text that stands there instead of a list. */
    public List<String> texts(String field) {
        JsonNode list = node.path(field);
        List<String> texts = new ArrayList<>();
        for (JsonNode item : list.isArray() ? list : List.of(list)) {
            String text = scalar(item);
            if (text != null && texts.size() < MAX_ITEMS) {
                texts.add(text);
            }
        }
        return texts;
    }

    public boolean isObject() {
        return node.isObject();
    }

    public boolean isList(String field) {
        return node.path(field).isArray();
    }

    private static Optional<Tree> object(@Nullable JsonNode node) {
        return node != null && node.isObject() ? Optional.of(new Tree(node)) : Optional.empty();
    }

    private static @Nullable String scalar(JsonNode value) {
        if (!value.isTextual() && !value.isNumber()) {
            return null;
        }
        String text = value.asText().strip();
        return text.isEmpty() ? null : text;
    }
}
