package io.emailservice.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.emailservice.config.Problems;
import io.emailservice.config.Section;
import java.util.List;
import java.util.function.Function;

/** Configuration sections from YAML text. */
public final class Sections {
    private static final YAMLMapper YAML = new YAMLMapper();

    private Sections() {}

    /** What the reader makes of the section; fails if there is any problem. */
    public static <T> T read(String yaml, Function<Section, T> reader) {
        Problems problems = new Problems();
        T config = reader.apply(section(yaml, problems));
        problems.throwIfAny();
        return config;
    }

    /** The problems the reader finds, as {@code key: rule}. */
    public static <T> List<String> problems(String yaml, Function<Section, T> reader) {
        Problems problems = new Problems();
        if (reader.apply(section(yaml, problems)) == null) {
            throw new IllegalStateException("a reader makes a config even of wrong values");
        }
        return problems.all();
    }

    private static Section section(String yaml, Problems problems) {
        try {
            ObjectNode tree = yaml.isBlank() ? YAML.createObjectNode() : (ObjectNode) YAML.readTree(yaml);
            return new Section("", tree, problems);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException(malformed);
        }
    }
}
