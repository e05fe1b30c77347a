package io.emailservice.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Configuration records as YAML, with every effective value and every secret masked. */
public final class Printout {
    private Printout() {}

    public static String yaml(Record config) {
        try {
            return YAMLMapper.builder()
                    .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
                    .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
                    .build()
                    .writeValueAsString(plain(config));
        } catch (JsonProcessingException bug) {
            throw new IllegalStateException(bug);
        }
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Secret secret) {
            return secret.toString();
        }
        if (value instanceof Duration duration) {
            return Durations.print(duration);
        }
        if (value instanceof Enum<?> constant) {
            return constant.name().toLowerCase(Locale.ROOT);
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> result = new TreeMap<>();
            map.forEach((key, item) -> result.put(String.valueOf(plain(key)), plain(item)));
            return result;
        }
        if (value instanceof Collection<?> items) {
            return items.stream().map(Printout::plain).toList();
        }
        if (value instanceof Record record) {
            return components(record);
        }
        return value == null || value instanceof Number || value instanceof Boolean ? value : value.toString();
    }

    private static Map<String, Object> components(Record record) {
        Map<String, Object> result = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            try {
                component.getAccessor().setAccessible(true);
                result.put(component.getName(), plain(component.getAccessor().invoke(record)));
            } catch (ReflectiveOperationException bug) {
                throw new IllegalStateException(bug);
            }
        }
        return result;
    }
}
