package io.emailservice.suppression;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.emailservice.message.Suppression;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** NDJSON: a JSON object with texts on each line. */
public final class JsonLines implements LineFormat {
    public static final String CONTENT_TYPE = "application/x-ndjson";
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    @Override
    public String contentType() {
        return CONTENT_TYPE;
    }

    @Override
    public @Nullable Map<String, String> read(String line) throws MalformedLine {
        if (line.isBlank()) {
            return null;
        }
        try (JsonParser parser = JSON.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedLine("must be a JSON object", false);
            }
            Map<String, String> fields = new LinkedHashMap<>();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                JsonToken value = parser.nextToken();
                if (value == JsonToken.VALUE_STRING) {
                    fields.put(name, parser.getText());
                } else if (value != JsonToken.VALUE_NULL) {
                    throw new MalformedLine("must have texts as values", false);
                }
            }
            if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
                throw new MalformedLine("must be one JSON object and nothing else", false);
            }
            return fields;
        } catch (IOException malformed) {
            throw new MalformedLine("must be well-formed JSON without repeated names", false);
        }
    }

    @Override
    public String heading() {
        return "";
    }

    @Override
    public String write(Suppression suppression) {
        return toJson(suppression).encode() + '\n';
    }

    /** The fields of an entry; no {@code expiresAt} if it holds for ever. */
    public static JsonObject toJson(Suppression suppression) {
        JsonObject json = new JsonObject()
                .put(EntryReader.ADDRESS, suppression.address())
                .put(EntryReader.STREAM, suppression.stream())
                .put(EntryReader.REASON, suppression.reason().wire())
                .put(EntryReader.SOURCE, suppression.source())
                .put(EntryReader.CREATED, suppression.createdAt().toString());
        return suppression.expiresAt() == null
                ? json
                : json.put(EntryReader.EXPIRES, suppression.expiresAt().toString());
    }
}
