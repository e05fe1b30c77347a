package io.emailservice.delivery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.emailservice.config.Problems;
import io.emailservice.config.Section;

/** Delivery configurations read from YAML. */
final class Configs {
    private Configs() {}

    static DeliveryConfig delivery(String yaml) {
        Problems problems = new Problems();
        DeliveryConfig config = delivery(yaml, problems);
        problems.throwIfAny();
        return config;
    }

    @CanIgnoreReturnValue
    static DeliveryConfig delivery(String yaml, Problems problems) {
        try {
            ObjectNode tree =
                    yaml.isEmpty() ? new YAMLMapper().createObjectNode() : (ObjectNode) new YAMLMapper().readTree(yaml);
            return DeliveryConfig.from(new Section("delivery", tree, problems));
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }
}
