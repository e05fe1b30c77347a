package io.emailservice.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Payloads as they should never come: damaged in their bytes, or of other types than documented. */
public final class Mutations {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "-1",
            "1e308",
            "123456789012345678901234567890",
            "\"\"",
            "\"\\u0000\\ud800\"",
            "\"x@y\"",
            "\"permanent\"",
            "\"2026-13-45T99:99:99Z\"",
            "[]",
            "[[[null]]]",
            "[\"a\",1,{}]",
            "{}",
            "{\"message-id\":[{}]}",
            "\"" + "ab ".repeat(3_000) + "\"");

    private final Random random;

    public Mutations(long seed) {
        random = new Random(seed);
    }

    /** Changes up to three values of a JSON document; falls back to its bytes if it is none. */
    public byte[] types(byte[] payload) {
        try {
            JsonNode tree = JSON.readTree(payload);
            for (int i = random.nextInt(3); i >= 0; i--) {
                List<JsonNode> parents = new ArrayList<>();
                collect(tree, parents);
                change(parents.get(random.nextInt(parents.size())));
            }
            return JSON.writeValueAsBytes(tree);
        } catch (IOException notJson) {
            return bytes(payload);
        }
    }

    /** Changes, removes or repeats some bytes, or cuts the end off. */
    public byte[] bytes(byte[] payload) {
        byte[] copy = payload.clone();
        for (int i = random.nextInt(4); i > 0; i--) {
            copy[random.nextInt(copy.length)] = (byte) random.nextInt(256);
        }
        int from = random.nextInt(copy.length);
        int to = from + random.nextInt(copy.length - from);
        return switch (random.nextInt(4)) {
            case 0 -> Arrays.copyOf(copy, from);
            case 1 -> joined(Arrays.copyOf(copy, from), Arrays.copyOfRange(copy, to, copy.length));
            case 2 -> joined(Arrays.copyOf(copy, to), Arrays.copyOfRange(copy, from, copy.length));
            default -> copy;
        };
    }

    private static void collect(JsonNode node, List<JsonNode> parents) {
        if (node.size() > 0 || parents.isEmpty()) {
            parents.add(node);
        }
        for (JsonNode child : node) {
            collect(child, parents);
        }
    }

    private void change(JsonNode parent) {
        JsonNode value = value();
        if (parent instanceof ArrayNode list && !list.isEmpty()) {
            list.set(random.nextInt(list.size()), value);
        } else if (parent instanceof ObjectNode object && !object.isEmpty()) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            object.set(names.get(random.nextInt(names.size())), value);
        }
    }

    private JsonNode value() {
        try {
            return JSON.readTree(VALUES.get(random.nextInt(VALUES.size())));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }
}
