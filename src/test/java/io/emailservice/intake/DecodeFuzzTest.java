package io.emailservice.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.emailservice.message.Decoded;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Damaged requests from a fixed seed: decoding never throws, and what it takes it can store and rebuild. */
class DecodeFuzzTest {
    private static final long SEED = 4_711;
    private static final int ROUNDS = 5_000;
    private static final String[] VALUES = {
        "null",
        "true",
        "-1",
        "1e400",
        "1e-5000",
        "\"\"",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "\"a\\r\\nb\"",
        "[]",
        "{}",
        "[[[null]]]",
        "{\"email\":\"a@b.cc\"}",
        "\"a@b.cc\"",
        "\"2026-01-01T00:00:00Z\"",
        "9999999999999999999999",
        "0.10"
    };

    private final Random random = new Random(SEED);
    private final SendRequests requests = new SendRequests(IntakeConfig.DEFAULTS);

    @Test
    void survivesDamagedBytes() {
        byte[] whole = Requests.bytes(Requests.full());
        int invalid = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] damaged = whole.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            invalid += check(damaged);
        }
        assertThat(invalid).isBetween(ROUNDS / 2, ROUNDS - 1);
    }

    @Test
    void survivesWrongValuesAnywhere() {
        int invalid = 0;
        for (int round = 0; round < ROUNDS; round++) {
            ObjectNode request = Requests.full();
            for (int i = random.nextInt(3); i >= 0; i--) {
                damage(request);
            }
            invalid += check(Requests.bytes(request));
        }
        assertThat(invalid).isBetween(ROUNDS / 2, ROUNDS - 1);
    }

    private int check(byte[] json) {
        return requests.decode(json, Requests.DEFAULTS)
                .fold(
                        valid -> {
                            Decoded again = requests.decodeStored(
                                    valid.document(),
                                    valid.request().content(),
                                    valid.request().attachments());
                            assertThat(again).isEqualTo(new Decoded.Valid(valid));
                            return 0;
                        },
                        problems -> {
                            assertThat(problems).isNotEmpty();
                            return 1;
                        });
    }

    private void damage(ObjectNode request) {
        List<JsonNode> containers = new ArrayList<>();
        collect(request, containers);
        JsonNode container = containers.get(random.nextInt(containers.size()));
        JsonNode value = Requests.node(VALUES[random.nextInt(VALUES.length)]);
        if (container instanceof ArrayNode list) {
            list.add(value);
        } else {
            List<String> names = new ArrayList<>();
            container.fieldNames().forEachRemaining(names::add);
            names.add("surprise");
            ((ObjectNode) container).set(names.get(random.nextInt(names.size())), value);
        }
    }

    private static void collect(JsonNode node, List<JsonNode> containers) {
        if (node.isContainerNode()) {
            containers.add(node);
            node.forEach(child -> collect(child, containers));
        }
    }
}
