package io.emailservice.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The configuration as one tree: the YAML file, overridden by environment variables.
 *
 * <p>{@code EMAIL__STORE__POOL_SIZE=8} sets {@code store.poolSize}: two underscores part the levels, underscores within
 * a level and case don't matter for keys that the file has, and give camel case for others. With {@code _FILE} at the
 * end, the value is read from the file it names, as secret stores mount them. A few common names without prefix
 * ({@code REDIS_URL}, {@code DATABASE_URL}, {@code KAFKA_BOOTSTRAP_SERVERS}) stand for one key each.
 */
public final class ConfigFile {
    private static final String PREFIX = "EMAIL__";
    private static final String FROM_FILE = "_FILE";
    private static final long MAX_SECRET_BYTES = 64 * 1024;
    private static final Map<String, List<String>> COMMON = Map.of(
            "REDIS_URL", List.of("queue", "url"),
            "DATABASE_URL", List.of("store", "url"),
            "KAFKA_BOOTSTRAP_SERVERS", List.of("events", "kafka", "bootstrapServers"));

    private ConfigFile() {}

    /** Reads a file and applies the environment; problems are noted, and the readable part is returned. */
    public static ObjectNode read(Path file, Map<String, String> environment, Problems problems) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        try {
            JsonNode tree = new YAMLMapper().readTree(Files.readString(file));
            if (tree instanceof ObjectNode object) {
                root = object;
            } else if (tree != null && !tree.isMissingNode() && !tree.isNull()) {
                problems.add(file.toString(), "must hold keys and values");
            }
        } catch (JsonProcessingException malformed) {
            problems.add(file.toString(), "isn't YAML: " + malformed.getOriginalMessage());
        } catch (IOException unreadable) {
            problems.add(file.toString(), "can't be read");
        }
        override(root, environment, problems);
        return root;
    }

    /** Applies the environment to a tree. */
    public static void override(ObjectNode root, Map<String, String> environment, Problems problems) {
        new TreeMap<>(environment).forEach((variable, value) -> {
            boolean fromFile = variable.endsWith(FROM_FILE);
            String name = fromFile ? variable.substring(0, variable.length() - FROM_FILE.length()) : variable;
            List<String> path = COMMON.get(name);
            if (path == null && name.startsWith(PREFIX)) {
                path = List.of(name.substring(PREFIX.length()).split("__", -1));
            }
            if (path == null) {
                return;
            }
            if (path.contains("")) {
                problems.add(variable, "must have the form EMAIL__SECTION__KEY");
                return;
            }
            set(root, path, fromFile ? secret(variable, value, problems) : value);
        });
    }

    private static void set(ObjectNode root, List<String> path, String value) {
        ObjectNode node = root;
        for (String level : path.subList(0, path.size() - 1)) {
            String key = existing(node, level);
            node = node.get(key) instanceof ObjectNode child ? child : node.putObject(key);
        }
        node.put(existing(node, path.get(path.size() - 1)), value);
    }

    /** The key of the file that the variable means, or the camel case of its words. */
    private static String existing(ObjectNode node, String level) {
        String wanted = plain(level);
        for (Iterator<String> names = node.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (plain(name).equals(wanted)) {
                return name;
            }
        }
        return level.equals(level.toUpperCase(Locale.ROOT)) ? camelCase(level) : level;
    }

    private static String plain(String key) {
        return key.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
    }

    private static String camelCase(String level) {
        StringBuilder key = new StringBuilder();
        for (String word : level.toLowerCase(Locale.ROOT).split("_", -1)) {
            if (key.isEmpty() || word.isEmpty()) {
                key.append(word);
            } else {
                key.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
            }
        }
        return key.toString();
    }

    private static String secret(String variable, String file, Problems problems) {
        try {
            Path path = Path.of(file);
            if (Files.size(path) > MAX_SECRET_BYTES) {
                problems.add(variable, "names a file of more than " + MAX_SECRET_BYTES + " bytes");
                return "";
            }
            return Files.readString(path).strip();
        } catch (IOException | RuntimeException unreadable) {
            problems.add(variable, "names a file that can't be read");
            return "";
        }
    }
}
