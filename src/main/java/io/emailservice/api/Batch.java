package io.emailservice.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.emailservice.message.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts the body of a batch, {@code {"messages": [...]}} or the list alone, into the bytes of its requests. */
final class Batch {
    static final int MAX_MESSAGES = 1_000;
    private static final String SHAPE = "must be a list of send requests, or an object with that list in messages";
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNestingDepth(200)
                    .build())
            .build();

    private Batch() {}

    /** The requests in order; throws {@link HttpProblem} if the body isn't a batch. */
    static List<byte[]> cut(byte[] json) {
        try (JsonParser parser = JSON.createParser(json)) {
            return cut(parser, json);
        } catch (IOException malformed) {
            throw refused("", "is not well-formed JSON");
        }
    }

    private static List<byte[]> cut(JsonParser parser, byte[] json) throws IOException {
        if (parser.nextToken() == JsonToken.START_OBJECT) {
            if (!"messages".equals(parser.nextFieldName())) {
                throw refused("", SHAPE);
            }
            parser.nextToken();
        }
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            throw refused("", SHAPE);
        }
        List<byte[]> requests = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (requests.size() == MAX_MESSAGES) {
                throw refused("/messages", "must have at most " + MAX_MESSAGES + " requests");
            }
            requests.add(value(parser, json));
        }
        return requests;
    }

    private static byte[] value(JsonParser parser, byte[] json) throws IOException {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        parser.finishToken();
        return Arrays.copyOfRange(json, start, (int) parser.currentLocation().getByteOffset());
    }

    private static HttpProblem refused(String pointer, String rule) {
        return HttpProblem.invalid(List.of(new Problem(pointer, rule)));
    }
}
