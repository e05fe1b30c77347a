package io.emailservice.twin.ses;

import com.fasterxml.jackson.databind.JsonNode;
import io.emailservice.twin.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An object of a request. Unknown keys are ignored, as AWS services do; a value of a wrong type is refused. */
final class SesFields {
    private final JsonNode node;

    private SesFields(JsonNode node) {
        this.node = node;
    }

    static SesFields parse(byte[] body) {
        JsonNode node = Json.parse(body);
        if (node == null) {
            throw SesError.unreadable("Could not parse the request body as JSON.");
        }
        return of(node);
    }

    private static SesFields of(JsonNode node) {
        if (!node.isObject()) {
            throw SesError.unreadable("Start of structure or map expected.");
        }
        return new SesFields(node);
    }

    boolean has(String name) {
        return node.hasNonNull(name);
    }

    @Nullable
    String text(String name) {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            return null;
        }
        return textOf(value);
    }

    /** The object under a name, an empty one if it is absent. */
    SesFields object(String name) {
        JsonNode value = node.get(name);
        return value == null || value.isNull() ? new SesFields(Json.object()) : of(value);
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        list(name).forEach(item -> texts.add(textOf(item)));
        return texts;
    }

    List<SesFields> objects(String name) {
        List<SesFields> objects = new ArrayList<>();
        list(name).forEach(item -> objects.add(of(item)));
        return objects;
    }

    private JsonNode list(String name) {
        JsonNode value = node.get(name);
        if (value == null || value.isNull()) {
            return Json.array();
        }
        if (!value.isArray()) {
            throw SesError.unreadable("Start of list expected.");
        }
        return value;
    }

    private static String textOf(JsonNode value) {
        if (!value.isTextual()) {
            throw SesError.unreadable("A value of another type can not be converted to a String.");
        }
        return value.textValue();
    }
}
